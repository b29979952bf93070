import type { AgentEvent, TouchKind } from '../../../shared/agents/observation.ts';
import type { BodyState } from '../../../shared/motion-features.ts';
import type { SoundKind } from '../../../shared/sound-events.ts';
import type { HeardEvent } from '../../contracts/heard.ts';

/** Metres from the feet within which a sound of this kind is one that the body itself caused or felt. */
const felt: Readonly<Partial<Record<SoundKind, { touch: TouchKind; within: number }>>> = {
  landing: { touch: 'landing', within: 0.3 },
  orb: { touch: 'orb', within: 1.3 },
  bounce: { touch: 'ball', within: 1 },
};
/** Speed lost in one tick, metres a second, that is a bump, and that is the hardest one. */
const bump = { least: 1, hardest: 4 } as const;

/** A body's velocity over the ground. */
export type Motion = Pick<BodyState, 'vx' | 'vz'>;

/**
 * What a body feels of a tick. `before` is how it moved in the tick before; `walks` is whether it still wants to walk, so
 * that stopping is no bump.
 */
export function touches(
  { x, z, vx, vz }: Motion & Pick<BodyState, 'x' | 'z'>,
  before: Motion | undefined,
  walks: boolean,
  heard: readonly HeardEvent[],
): AgentEvent[] {
  const events: AgentEvent[] = [];
  for (const sound of heard) {
    const feeling = felt[sound.kind];
    if (feeling === undefined || Math.hypot(sound.x - x, sound.z - z) > feeling.within) continue;
    events.push({ kind: 'rumble', touch: feeling.touch, strength: sound.level });
  }
  const lost = before === undefined ? 0 : Math.hypot(before.vx, before.vz) - Math.hypot(vx, vz);
  if (walks && lost >= bump.least) {
    events.push({ kind: 'rumble', touch: 'bump', strength: Math.min(1, lost / bump.hardest) });
  }
  return events;
}
