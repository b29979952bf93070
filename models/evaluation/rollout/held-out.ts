import type { WorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import { Renderer } from '../../reference/rendering/renderer.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { generateWorld, type ReferenceWorld } from '../../reference/world.ts';
import { captureWorld, seedKeyframes } from '../../reference/world-capture.ts';
import { reachableCells } from './walker.ts';

/** Worlds from this seed on are never trained on. */
export const firstHeldOutSeed = seedRanges.heldOut;
/** Least metres between the starts of two players. */
const elbowRoom = 3;

/** Least cells that both should be able to walk to. */
const roomyCells = 40;

/** The controls that the default pack's rooms start with. */
export const defaultControls = { timeOfDay: 0.4, fog: 0.15 };

export interface HeldOutWorld {
  seed: number;
  reference: ReferenceWorld;
  renderer: Renderer;
  worldSeed: WorldSeed;
}

/**
 * A world nobody trained on, with its world seed captured as the shipped ones are; `scale`: pixels of its pictures for
 * each of a view's, along each side.
 */
export function heldOutWorld(seed: number, intrinsics: Intrinsics, scale = 1): HeldOutWorld {
  const reference = generateWorld(seed);
  const worldSeed = captureWorld(reference, {
    title: `Held-out world ${seed}`,
    keyframes: seedKeyframes,
    intrinsics,
    controls: defaultControls,
    scale,
  });
  worldSeed.spawns = closestFirst(reference, worldSeed.spawns);
  return { seed, reference, renderer: new Renderer(reference, intrinsics), worldSeed };
}

/**
 * Spawns, sorted so that the first two are close, but not in each other's way, because two players shall
 * meet.
 */
function closestFirst(world: ReferenceWorld, spawns: WorldSeed['spawns']): WorldSeed['spawns'] {
  const pairs = spawns.flatMap((a) => spawns.filter((b) => b !== a).map((b) => ({ a, b })));
  const apart = ({ a, b }: (typeof pairs)[number]) => {
    const distance = Math.hypot(a.x - b.x, a.z - b.z);
    const ways = reachableCells(world, a);
    const cell = Math.floor(b.z) * world.size + Math.floor(b.x);
    // In a small closed place they would see little of the world.
    return distance < elbowRoom ? 300 : ways.has(cell) && ways.size > roomyCells ? distance : distance + 100;
  };
  const { a, b } = pairs.reduce((best, pair) => (apart(pair) < apart(best) ? pair : best));
  return [a, b, ...spawns.filter((spawn) => spawn !== a && spawn !== b)];
}
