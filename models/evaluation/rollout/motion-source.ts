import type { WorldModel } from '../../../server/contracts/world-model.ts';
import { movingBodies, obstaclesFor, type WorldState } from '../../../server/world/world-state.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import {
  type BodyState,
  motionFeatures,
  motionOutputs,
  type Physics,
  scanRays,
  writeMotionTargets,
} from '../../../shared/motion-features.ts';
import { stepBody } from '../../reference/physics.ts';

/** Replaces `motion.onnx`. */
export type MotionModel = Pick<WorldModel, 'move'>;

/** Creates the motion model of a world; a stand-in for the network may read the world itself. */
export type MotionSource = (state: WorldState, grid: SolidGrid, physics: Physics) => MotionModel;

/** A logit for a certain answer. */
const certain = 20;
/** Index at which writeMotionFeatures writes the intent and the time step. */
const intentAt = scanRays + 5;
const timeStepAt = scanRays + 14;

/**
 * The reference's own physics as a network, so that remaining errors come from the engine's limits. `order`
 * gives the bodies in the order in which they are moved, because rows of features do not identify them.
 */
export function referenceModel(
  state: WorldState,
  grid: SolidGrid,
  physics: Physics,
  order: () => readonly BodyState[],
): MotionModel {
  return {
    async move(features, bodies) {
      const outputs = new Float32Array(bodies * motionOutputs);
      for (const [index, body] of order().entries()) {
        const at = index * motionFeatures;
        const [move, strafe, jump] = features.subarray(at + intentAt, at + intentAt + 3);
        const intent = { move, strafe, jump: jump === 1 };
        const timeStep = features[at + timeStepAt] / 10;
        const change = stepBody(grid, obstaclesFor(state, body), body, intent, physics, timeStep);
        const logits = {
          ground: certain * (2 * change.ground - 1),
          contact: certain * (2 * change.contact - 1),
        };
        writeMotionTargets(body.heading, { ...change, ...logits }, outputs, index * motionOutputs);
      }
      return outputs;
    },
  };
}

/** The same for bodies that are moved in the order of joining. */
export const referenceSource: MotionSource = (state, grid, physics) =>
  referenceModel(state, grid, physics, () => movingBodies(state));
