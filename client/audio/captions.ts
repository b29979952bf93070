import { entityKinds } from '../../shared/entity.ts';
import {
  type SoundEvent,
  SoundEvents,
  type SoundingWorld,
  type SoundKind,
} from '../../shared/sound-events.ts';
import type { RoomState } from '../../shared/state.ts';

/** Direction of a sound relative to the listener's heading; 'here' is the listener's own position. */
export const directions = ['here', 'ahead', 'right', 'behind', 'left'] as const;
export type Direction = (typeof directions)[number];

export interface Caption {
  kind: SoundKind;
  direction: Direction;
}

/** Amplitude at the listener below which a sound gets no caption. */
const faintest = 0.04;
/** Metres within which a sound is the listener's own. */
const here = 0.8;

/**
 * Captions of the sounds within earshot of a view, loudest first. Pages do not know the walls, so sounds
 * behind a wall get captions, too.
 */
export class Captions {
  readonly #events = new SoundEvents();
  #tick: number | undefined;

  /** Sounds that began with this state, at the view of the player `view`, in a room of `rate` ticks a second. */
  update(state: RoomState, view: string | undefined, rate: number): Caption[] {
    const ticks = this.#tick === undefined ? 1 : state.tick - this.#tick;
    // A member joined or left within the same tick, so the state came twice.
    if (ticks <= 0) return [];
    this.#tick = state.tick;
    const began = this.#events.observe(soundingWorld(state), ticks / rate);
    const listener = view === undefined ? undefined : state.players.get(view);
    if (listener === undefined) return [];
    const heard = began
      .map((event) => ({ event, metres: Math.hypot(event.x - listener.x, event.z - listener.z) }))
      .filter(({ event, metres }) => event.level / Math.max(1, metres) >= faintest)
      // Players need no captions of their own actions.
      .filter(({ event, metres }) => metres > here || !ofBodies.has(event.kind));
    heard.sort((a, b) => b.event.level / Math.max(1, b.metres) - a.event.level / Math.max(1, a.metres));
    return heard.map(({ event }) => ({ kind: event.kind, direction: directionOf(listener, event) }));
  }
}

const ofBodies: ReadonlySet<SoundKind> = new Set(['footstep', 'jump', 'landing', 'join']);

/** Ahead, right, behind and left are a quarter of the circle each. */
export function directionOf(
  listener: { x: number; z: number; yaw: number },
  event: Pick<SoundEvent, 'x' | 'z'>,
): Direction {
  const dx = event.x - listener.x;
  const dz = event.z - listener.z;
  if (Math.hypot(dx, dz) <= here) return 'here';
  const azimuth = Math.atan2(dx, dz) - listener.yaw;
  const quarter = Math.round(azimuth / (Math.PI / 2));
  return directions[1 + (((quarter % 4) + 4) % 4)];
}

function soundingWorld(state: RoomState): SoundingWorld {
  return {
    players: state.players.entries(),
    entities: [...state.entities.entries()].map(([id, { kind, x, y, z, state: open }]) => [
      id,
      { kind: entityKinds[kind], x, y, z, state: open },
    ]),
  };
}
