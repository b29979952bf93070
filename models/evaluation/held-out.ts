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
  return { seed, reference, renderer: new Renderer(reference, intrinsics), worldSeed };
}
