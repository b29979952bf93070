import type { WorldModel } from '../../../server/contracts/world-model.ts';
import { movingBodies, obstaclesFor, type WorldState } from '../../../server/world/world-state.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import {
  motionFeatures,
  motionOutputs,
  type Physics,
  scanRays,
  writeMotionTargets,
} from '../../../shared/motion-features.ts';
import { stepBody } from '../../reference/physics.ts';

/** Answers in the place of `motion.onnx`. */
export type MotionModel = Pick<WorldModel, 'move'>;

/** What moves the bodies of a world; a stand-in for the network may look at the world itself. */
export type MotionSource = (state: WorldState, grid: SolidGrid, physics: Physics) => MotionModel;

/** A logit that is as sure as the reference. */
const certain = 20;
/** Where writeMotionFeatures puts the intent and the time step. */
const intentAt = scanRays + 5;
const timeStepAt = scanRays + 14;

/** The reference's own physics as a network: what is then wrong, the engine's limits did. */
export const referenceSource: MotionSource = (state, grid, physics) => ({
  async move(features, bodies) {
    const outputs = new Float32Array(bodies * motionOutputs);
    for (const [index, body] of movingBodies(state).entries()) {
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
});
