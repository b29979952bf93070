import { knownFrom } from '../../../server/generation/depth-hint.ts';
import { entityThreshold } from '../../../server/generation/view-tensors.ts';
import {
  entityFeatures,
  entityKinds,
  entityLayout,
  halfExtents,
  playerColours,
} from '../../../shared/entity.ts';
import { inverseDepthScale, maximumInverseDepth, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import { relightCameraFeatures } from '../../../shared/geometry/relight-camera.ts';
import {
  groundedBelow,
  motionFeatures,
  motionLayout,
  motionOutputLayout,
  motionOutputs,
  motionScales,
  scanRange,
  scanRays,
  velocityUnit,
} from '../../../shared/motion-features.ts';
import { graphTensors, mostRows, packFormat } from '../../../shared/pack.ts';
import { controlTolerance } from '../../evaluation/controls/control-reading.ts';
import { actionAxes, actionClasses } from '../../evaluation/judges/action-judge.ts';
import { playerProbe } from '../../evaluation/judges/player-detector.ts';
import { defaultControls } from '../../evaluation/rollout/held-out.ts';
import { lookNames } from '../../reference/looks.ts';
import { defaultPhysics } from '../../reference/physics.ts';
import { eyeHeight, lookLimits } from '../../reference/player.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { plainRenders, renders } from '../simulator/look-set.ts';

/**
 * The numbers and names on which the engine and the trainer must agree. Their only source are the engine's
 * own modules. The trainer reads them from worldroom_training/contract.json, which `npm run contract` writes.
 */
export const contract = {
  packFormat,
  graphTensors,
  mostRows,
  inverseDepth: { maximum: maximumInverseDepth, scale: inverseDepthScale, sky: skyCode },
  entity: { kinds: entityKinds, features: entityFeatures, layout: entityLayout, halfExtents, playerColours },
  motion: {
    features: motionFeatures,
    outputs: motionOutputs,
    scanRays,
    scanRange,
    velocityUnit,
    scales: motionScales,
    groundedBelow,
    layout: motionLayout,
    outputLayout: motionOutputLayout,
  },
  relightCameraFeatures,
  /**
   * Value from which a pixel of the previous frame may show an entity, and from which a coarse pixel is
   * known.
   */
  thresholds: { entity: entityThreshold, known: knownFrom },
  reference: {
    looks: lookNames,
    lookSet: { renders, plainRenders },
    seeds: seedRanges,
    controls: defaultControls,
    physics: defaultPhysics,
    eyeHeight,
    ...lookLimits,
  },
  judges: {
    player: playerProbe,
    action: { axes: actionAxes, classes: actionClasses },
    control: { tolerance: controlTolerance },
  },
};
