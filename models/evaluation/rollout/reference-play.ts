import type { SharedMemory } from '../../../server/contracts/world-model.ts';
import type { WorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import { turnOrder } from '../../../server/world/turn-order.ts';
import { World } from '../../../server/world/world.ts';
import { stepOrder } from '../../../server/world/world-state.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { defaultPhysics } from '../../reference/physics.ts';
import { eyeHeight, lookLimits } from '../../reference/player.ts';
import type { ReferenceWorld } from '../../reference/world.ts';
import { captureWorld } from '../../reference/world-capture.ts';
import { defaultControls } from './held-out.ts';
import { referenceModel } from './motion-source.ts';

/** Ticks a second that the networks are trained with. */
const rate = 12;

export interface ReferencePlay {
  reference: ReferenceWorld;
  /** Provides the view and the limits of motion; eye height, turning and physics are the reference's. */
  manifest: Manifest;
  /** Seed of everything random; an integer. */
  roomSeed: number;
  /** Spawns in the order of joining; by default the reference world's. */
  spawns?: WorldSeed['spawns'];
}

/**
 * A reference world in play: the engine's own world and rules, in which the reference's physics moves bodies
 * among the reference's walls. It has no networks and no pictures, so it can be advanced but not drawn.
 */
export function playReference({ reference, manifest, roomSeed, spawns }: ReferencePlay): World {
  const { view, actions, motion } = manifest;
  const seed = captureWorld(reference, {
    title: `Reference world ${reference.seed}`,
    keyframes: 0,
    intrinsics: view,
    controls: defaultControls,
  });
  const world = new World({
    pack: {
      manifest: {
        ...manifest,
        view: { ...view, rate },
        actions: { ...actions, ...lookLimits },
        motion: { ...motion, eyeHeight, physics: defaultPhysics },
      },
    },
    seed: { ...seed, spawns: spawns ?? seed.spawns },
    generator: {
      generate: () => Promise.reject(new Error('This world draws no views; render the reference instead.')),
      move: (features, bodies) => model.move(features, bodies),
    },
    memory: wallsOf(reference),
    roomSeed,
  });
  const { state } = world;
  const model = referenceModel(state, reference, defaultPhysics, () =>
    stepOrder(state, turnOrder(state.players.values(), roomSeed, state.tick + 1)),
  );
  return world;
}

/** A memory that knows the reference's walls, and keeps no pictures. */
function wallsOf(reference: ReferenceWorld): SharedMemory {
  return {
    heights: reference,
    size: 0,
    keyframes: [],
    remember: (keyframe) => ({ ...keyframe, id: 0 }),
    retrieve: () => [],
    write: () => undefined,
  };
}
