import { type Intrinsics, type Pose, toCamera, type Vector3 } from '../../shared/geometry/camera.ts';
import type { Look } from '../../shared/geometry/look.ts';

/** Metres in front of the eye within which nothing is in the picture. */
const nearest = 0.1;
/** Share of the picture's width and height at its edges where a mark is held that lies beyond them. */
const margin = { x: 0.05, y: 0.12 } as const;
/** Share of the width from the picture's edge to the arrow of a mark that is held there. */
const edge = 0.015;
/** Corners of the ring around a zone. */
const corners = 40;

/** Position of a mark's label: shares of the picture's width and height, from its upper left. */
export interface MarkPlacement {
  x: number;
  y: number;
  /** On which side the place lies when it is not in the picture. */
  beyond: 'left' | 'right' | undefined;
}

/** Where a place is in a picture that was taken at `pose` and looks to `look`, or at which edge it is. */
export function placeMark(intrinsics: Intrinsics, pose: Pose, look: Look, place: Vector3): MarkPlacement {
  const { x, y, z } = toCamera(turned(pose, look), place);
  const u = 0.5 + (intrinsics.focal * x) / z / intrinsics.width;
  const v = 0.5 - (intrinsics.focal * y) / z / intrinsics.height;
  const held = Math.max(margin.y, Math.min(1 - margin.y, v));
  if (z > nearest && u >= margin.x && u <= 1 - margin.x) return { x: u, y: held, beyond: undefined };
  const right = x >= 0;
  return { x: right ? 1 - edge : edge, y: 0.5, beyond: right ? 'right' : 'left' };
}

/**
 * The ring around a zone on the ground in that picture: corners one after the other, in pixels of the
 * picture; empty when none of it is in front of the eye.
 */
export function ringOf(
  intrinsics: Intrinsics,
  pose: Pose,
  look: Look,
  { x, z, radius }: { x: number; z: number; radius: number },
): { u: number; v: number }[] {
  const camera = turned(pose, look);
  const ring = Array.from({ length: corners }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / corners;
    return toCamera(camera, { x: x + radius * Math.cos(angle), y: 0, z: z + radius * Math.sin(angle) });
  });
  return inFront(ring).map((corner) => ({
    u: intrinsics.width / 2 + (intrinsics.focal * corner.x) / corner.z,
    v: intrinsics.height / 2 - (intrinsics.focal * corner.y) / corner.z,
  }));
}

/** The part of a convex polygon that lies in front of the eye: Sutherland and Hodgman's clipping by one plane. */
function inFront(polygon: readonly Vector3[]): Vector3[] {
  return polygon.flatMap((corner, index) => {
    const next = polygon[(index + 1) % polygon.length];
    const kept = corner.z >= nearest ? [corner] : [];
    if (corner.z >= nearest === next.z >= nearest) return kept;
    const share = (nearest - corner.z) / (next.z - corner.z);
    const at = (axis: 'x' | 'y') => corner[axis] + share * (next[axis] - corner[axis]);
    return [...kept, { x: at('x'), y: at('y'), z: nearest }];
  });
}

function turned({ x, y, z }: Pose, { yaw, pitch }: Look): Pose {
  return { x, y, z, yaw, pitch };
}
