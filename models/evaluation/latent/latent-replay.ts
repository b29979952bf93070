import type { Generator } from '../../../server/generation/generator.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import type { Action } from '../../../shared/action.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { Random } from '../../reference/random.ts';
import { type HeldOutWorld, heldOutWorld } from '../rollout/held-out.ts';
import { Walker } from '../rollout/walker.ts';
import { CodeLabels } from './code-labels.ts';
import type { KeptRecordings, Replayed } from './kept-recordings.ts';
import { LatentEncoder, type SeenFrame } from './latent-encoder.ts';
import { playRoom } from './recorded-play.ts';
import { RestlessHand } from './restless-play.ts';
import { labelInRoom } from './room-labels.ts';

/** Metres within which a replayed body is where it was. */
const beside = 0.5;

/** How a recording was played: by somebody who walks to places, or by one who presses everything at random. */
const hands = ['walker', 'restless'] as const;
type Hand = (typeof hands)[number];

/** How a recording is labelled: in a new room of the world in which it was recorded, or from its pictures alone. */
export type LabelledBy = 'room' | 'pictures';

export interface LatentReplayFigures {
  ticks: number;
  labelledBy: LabelledBy;
  recordings: Replayed[];
  /** Share of all recorded metres, by hand and of both. */
  share: Record<Hand | 'all', number>;
}

export interface MeasureLatentReplay {
  /** File of the latent encoder. */
  graph: string;
  ticks: number;
  by: LabelledBy;
  kept: KeptRecordings;
  /** Takes recordings that are kept instead of measuring them again. */
  takesKept: boolean;
  progress(line: string): void;
}

/** The actions of each pair of consecutive frames. */
export async function labelFrames(
  encoder: LatentEncoder,
  manifest: Manifest,
  frames: readonly SeenFrame[],
): Promise<Action[]> {
  const labels = new CodeLabels(manifest);
  const actions: Action[] = [];
  for (let i = 1; i < frames.length; i++) {
    actions.push(labels.label(await encoder.encode(frames[i - 1], frames[i]), frames[i - 1], frames[i]));
  }
  return actions;
}

/**
 * Records play in rooms of held-out worlds, labels its frames with actions by the latent encoder, and replays these in new rooms
 * of the same worlds from the same start. Nothing corrects the replayed body on its way.
 */
export async function measureLatentReplay(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move'>,
  seeds: readonly number[],
  { graph, ticks, by, kept, takesKept, progress }: MeasureLatentReplay,
): Promise<LatentReplayFigures> {
  const { manifest } = pack;
  const encoder = await LatentEncoder.load(graph, manifest.view);
  const recordings: Replayed[] = [];
  for (const seed of seeds) {
    for (const hand of hands) {
      const key = { seed, hand, by, ticks };
      const before = takesKept ? await kept.get(key) : undefined;
      const one = before ?? (await replay(hand, heldOutWorld(seed, manifest.view)));
      await kept.keep(key, one);
      recordings.push(one);
      progress(describeOne(one));
    }
  }
  async function replay(hand: Hand, world: HeldOutWorld): Promise<Replayed> {
    const { frames, path } = await playRoom(pack, generator, world, { ticks, act: actorOf(hand, world) });
    const actions =
      by === 'room'
        ? await labelInRoom(pack, generator, world, { encoder, frames })
        : await labelFrames(encoder, manifest, frames);
    const replayed = await playRoom(pack, generator, world, { ticks, act: (_, tick) => actions[tick] });
    return { seed: world.seed, hand, ...compared(path, replayed.path) };
  }
  const of = (wanted: readonly Hand[]) => {
    const chosen = recordings.filter(({ hand }) => wanted.includes(hand));
    return sum(chosen.map(({ share, metres }) => share * metres)) / sum(chosen.map(({ metres }) => metres));
  };
  return {
    ticks,
    labelledBy: by,
    recordings,
    share: { walker: of(['walker']), restless: of(['restless']), all: of(hands) },
  };
}

function actorOf(hand: Hand, { reference, seed }: HeldOutWorld): Parameters<typeof playRoom>[3]['act'] {
  const random = new Random(seed + 17);
  if (hand === 'restless') {
    const restless = new RestlessHand(random);
    return () => restless.act();
  }
  const walker = new Walker(reference, random);
  return ({ body, pitch }) => walker.act(body, pitch, undefined);
}

/** How far a replayed path keeps to the recorded one, tick by tick. */
export function compared(
  recorded: readonly GroundPoint[],
  replayed: readonly GroundPoint[],
): Omit<Replayed, 'seed' | 'hand'> {
  const off = recorded.map(({ x, z }, i) => Math.hypot(replayed[i].x - x, replayed[i].z - z));
  const steps = recorded.map(({ x, z }, i) => {
    const before = recorded[Math.max(0, i - 1)];
    return Math.hypot(x - before.x, z - before.z);
  });
  const metres = sum(steps);
  const kept = sum(steps.filter((_, i) => off[i] <= beside));
  const left = off.findIndex((distance) => distance > beside);
  return {
    metres,
    share: metres === 0 ? 1 : kept / metres,
    mean: sum(off) / off.length,
    most: Math.max(...off),
    left: left < 0 ? undefined : left,
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function describeOne({ seed, hand, metres, share, mean, most, left }: Replayed): string {
  const from = left === undefined ? '' : `, over 0.5 m from tick ${left} on`;
  return `  world ${seed}, ${hand.padEnd(8)}  ${share.toFixed(3)} of ${metres.toFixed(1)} m  (off by ${mean.toFixed(2)} m on average, ${most.toFixed(2)} m at most${from})`;
}

/** The figures as text for people. */
export function describeLatentReplay({ ticks, labelledBy, recordings, share }: LatentReplayFigures): string {
  const by = labelledBy === 'room' ? 'in a room of the world' : 'from pictures alone';
  return [
    `latent_replay  ${share.all.toFixed(3)} of the recorded path within 0.5 m at the same tick (walkers ${share.walker.toFixed(3)}, random hands ${share.restless.toFixed(3)}; ${recordings.length} recordings of ${ticks} ticks, labelled ${by})`,
    ...recordings.map(describeOne),
  ].join('\n');
}
