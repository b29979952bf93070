import type { WorldSeed } from '../../server/memory/world-seed.ts';
import type { Intrinsics } from '../../shared/camera.ts';
import { Renderer } from '../reference/renderer.ts';
import { generateWorld, type ReferenceWorld } from '../reference/world.ts';
import { captureWorld } from '../reference/world-capture.ts';

/** Worlds from this seed on are never trained on; see models/training/simulator.py. */
export const firstHeldOutSeed = 1_000_000;
/** Keyframes of a held-out world seed, as many as the shipped ones have. */
export const seedKeyframes = 40;

/** The conditions that the default pack's rooms start with. */
export const defaultControls = { timeOfDay: 0.4, fog: 0.15 };

export interface HeldOutWorld {
  seed: number;
  reference: ReferenceWorld;
  renderer: Renderer;
  worldSeed: WorldSeed;
}

/** A world nobody trained on, with its world seed captured as the shipped ones are. */
export function heldOutWorld(seed: number, intrinsics: Intrinsics): HeldOutWorld {
  const reference = generateWorld(seed);
  const worldSeed = captureWorld(reference, {
    title: `Held-out world ${seed}`,
    keyframes: seedKeyframes,
    intrinsics,
    controls: defaultControls,
  });
  worldSeed.spawns = closestFirst(worldSeed.spawns);
  return { seed, reference, renderer: new Renderer(reference, intrinsics), worldSeed };
}

/** The spawns with the two that are nearest to each other in front, so that two players meet. */
function closestFirst(spawns: WorldSeed['spawns']): WorldSeed['spawns'] {
  const pairs = spawns.flatMap((a) => spawns.filter((b) => b !== a).map((b) => ({ a, b })));
  const apart = ({ a, b }: (typeof pairs)[number]) => Math.hypot(a.x - b.x, a.z - b.z);
  const { a, b } = pairs.reduce((best, pair) => (apart(pair) < apart(best) ? pair : best));
  return [a, b, ...spawns.filter((spawn) => spawn !== a && spawn !== b)];
}
