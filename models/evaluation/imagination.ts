import type { Generator } from '../../server/generation/generator.ts';
import type { Pack } from '../../server/pack/pack.ts';
import type { HeldOutWorld } from './held-out.ts';
import type { PlaceFigures, PlaceJudge } from './place-judge.ts';
import { rollout } from './rollout.ts';

/** Keyframes that a world is left with, so that most of what its players find was never seen. */
const keyframesLeft = 3;
const players = 2;

/** Play in worlds of which nearly nothing is known; `judge` says what the model made of them. */
export async function measureImagination(
  pack: Pack,
  generator: Generator,
  worlds: readonly HeldOutWorld[],
  options: { ticks: number; judge: PlaceJudge },
): Promise<PlaceFigures> {
  const { ticks, judge } = options;
  for (const world of worlds) {
    for await (const { observations } of rollout({
      pack,
      generator,
      world: barelyKnown(world),
      players,
      ticks,
    })) {
      for (const observation of observations) await judge.judge(observation);
    }
  }
  return judge.figures;
}

/** The world with the few keyframes nearest to where its first player starts. */
function barelyKnown(world: HeldOutWorld): HeldOutWorld {
  const [start] = world.worldSeed.spawns;
  const near = [...world.worldSeed.keyframes].sort(
    (a, b) =>
      Math.hypot(a.pose.x - start.x, a.pose.z - start.z) - Math.hypot(b.pose.x - start.x, b.pose.z - start.z),
  );
  return { ...world, worldSeed: { ...world.worldSeed, keyframes: near.slice(0, keyframesLeft) } };
}
