import { cameraAxes, type Intrinsics, type Pose } from '../../../shared/geometry/camera.ts';
import { encodeDepth } from '../../../shared/geometry/inverse-depth.ts';
import type { Evidence, NoveltyInputs, SeenDepth } from './memory-passes.ts';

/** What two implementations of the passes are asked. */
export interface PassTrial {
  intrinsics: Intrinsics;
  view: SeenDepth & NoveltyInputs;
  keyframes: SeenDepth[];
  evidence: Evidence;
}

const intrinsics: Intrinsics = { width: 96, height: 64, focal: 66 };
const pixels = intrinsics.width * intrinsics.height;

/**
 * A corner of a room, small enough to be looked at whenever a thread starts, and with something of all that the
 * passes tell apart: floor, walls, sky, jumps in depth, holes, an entity, and a wall that a keyframe sees past.
 */
export function smallTrial(): PassTrial {
  const pose = { x: 0.3, y: 1.6, z: -0.2, yaw: 0.4, pitch: -0.2 };
  const poses = [
    { x: -0.6, y: 1.6, z: 0.3, yaw: 0.6, pitch: -0.1 },
    { x: 0.9, y: 1.5, z: -0.6, yaw: 0.1, pitch: 0.05 },
  ];
  return {
    intrinsics,
    view: {
      ...intrinsics,
      pose,
      inverseDepth: cornerOf(pose, 2.5),
      entity: Uint8Array.from({ length: pixels }, (_, i) => (i % 1999 === 900 ? 70 : 0)),
      coverage: Uint8Array.from({ length: pixels }, (_, i) => (noise(i, 1) < 0.4 ? 255 : 90)),
      confidence: Uint8Array.from({ length: pixels }, (_, i) => 256 * noise(i, 2)),
      imagined: false,
      leastConfidence: 0.5 * 255,
      impossible: undefined,
    },
    keyframes: poses.map((eye) => ({ pose: eye, inverseDepth: cornerOf(eye, 4) })),
    evidence: { weight: 0.5, reach: 12 },
  };
}

/** Codes of a floor, a wall across z = `depth` metres and one across x = 2, under open sky, with holes and specks. */
function cornerOf(pose: Pose, depth: number): Uint16Array {
  const { width, height, focal } = intrinsics;
  const axes = cameraAxes(pose);
  return Uint16Array.from({ length: pixels }, (_, i) => {
    const right = ((i % width) + 0.5 - width / 2) / focal;
    const up = (height / 2 - Math.floor(i / width) - 0.5) / focal;
    const [dx, dy, dz] = [0, 1, 2].map((axis) => axes[axis] * right + axes[3 + axis] * up + axes[6 + axis]);
    const distances = [(depth - pose.z) / dz, (2 - pose.x) / dx, -pose.y / dy].map((distance, surface) => {
      const above = pose.y + distance * dy;
      return distance > 0 && (surface === 2 || above < 2.1) ? distance : Number.POSITIVE_INFINITY;
    });
    if (noise(i, 3) < 0.02) return 0;
    return encodeDepth(Math.min(...distances) * (noise(i, 4) < 0.03 ? 0.8 : 1));
  });
}

/** 0 to 1, the same for the same arguments. */
function noise(i: number, kind: number): number {
  const mixed = Math.imul(i ^ Math.imul(kind, 0x9e3779b1), 0x85ebca6b);
  return ((Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 8) & 0xffff) / 0x10000;
}
