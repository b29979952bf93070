import { knownFrom } from '../../../server/generation/depth-hint.ts';
import { raysOfGroup } from '../../../server/generation/graph-contract.ts';
import { entityThreshold } from '../../../server/generation/view-tensors.ts';
import { earlierNeighbours, orderPeriod } from '../../../server/map-generation/tile-order.ts';
import { airNumbers, lightNumbers, placeNumbers } from '../../../server/surface-field/surface-samples.ts';
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
import {
  planControls,
  planHeights,
  planKinds,
  planTile,
  planWindow,
  solidKind,
  unknownKind,
  untoldControl,
} from '../../../shared/plan.ts';
import { controlTolerance } from '../../evaluation/controls/control-reading.ts';
import { actionAxes, actionClasses } from '../../evaluation/judges/action-judge.ts';
import { playerProbe } from '../../evaluation/judges/player-detector.ts';
import { defaultControls } from '../../evaluation/rollout/held-out.ts';
import { lookNames } from '../../reference/looks.ts';
import { defaultPhysics } from '../../reference/physics.ts';
import { eyeHeight, lookLimits } from '../../reference/player.ts';
import {
  firstLandmark,
  floorMaterials,
  type Material,
  wallMaterials,
} from '../../reference/rendering/materials.ts';
import { meanColour } from '../../reference/rendering/textures.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { plainRenders, renders } from '../simulator/look-set.ts';
import { patchSize } from '../simulator/plan-patches.ts';

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
  plan: {
    kinds: planKinds,
    heights: planHeights,
    unknownKind,
    solidKind,
    tile: planTile,
    window: planWindow,
    controls: planControls,
    untold: untoldControl,
    /** Neighbours [x, z] that a tile is filled in from, for each place in the order. */
    neighbours: earlierByPlace(),
  },
  surface: { place: placeNumbers, light: lightNumbers, air: airNumbers, rays: raysOfGroup },
  /**
   * Value from which a pixel of the previous frame may show an entity, and from which a coarse pixel is
   * known.
   */
  thresholds: { entity: entityThreshold, known: knownFrom },
  reference: {
    looks: lookNames,
    lookSet: { renders, plainRenders },
    seeds: seedRanges,
    planPatch: patchSize,
    /** Materials of plans: floors, then walls, of which the last are landmarks. */
    floors: floorMaterials.map(colouredName),
    walls: wallMaterials.map(colouredName),
    firstLandmark,
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

function colouredName({ name, texture }: Material): { name: string; colour: number[] } {
  return { name, colour: meanColour(texture).map((value) => Math.round(value * 1000) / 1000) };
}

function earlierByPlace(): [number, number][][] {
  return Array.from({ length: orderPeriod ** 2 }, (_, i) => {
    const tile = { x: i % orderPeriod, z: Math.floor(i / orderPeriod) };
    return earlierNeighbours(tile).map(({ x, z }) => [x - tile.x, z - tile.z]);
  });
}
