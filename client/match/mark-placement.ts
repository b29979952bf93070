import { type Intrinsics, type Pose, toCamera, type Vector3 } from '../../shared/geometry/camera.ts';

/** Distance of the near plane, metres. */
const nearest = 0.1;
/** Margins for marks that are clamped to the edge, as shares of the picture's width and height. */
const margin = { x: 0.05, y: 0.12 } as const;
/** Distance of a clamped mark's arrow from the edge, as a share of the width. */
const edge = 0.015;
/** Corners of the polygon around a zone. */
const corners = 40;

/** Position of a mark's label: shares of the picture's width and height, from its upper left. */
export interface MarkPlacement {
  x: number;
  y: number;
  /** The side at which the position lies outside the picture; undefined inside. */
  beyond: 'left' | 'right' | undefined;
}

/** Placement of a position in a picture that is seen from `camera`, clamped to its edge. */
export function placeMark(intrinsics: Intrinsics, camera: Pose, place: Vector3): MarkPlacement {
  const { x, y, z } = toCamera(camera, place);
  const u = 0.5 + (intrinsics.focal * x) / z / intrinsics.width;
  const v = 0.5 - (intrinsics.focal * y) / z / intrinsics.height;
  const held = Math.max(margin.y, Math.min(1 - margin.y, v));
  if (z > nearest && u >= margin.x && u <= 1 - margin.x) return { x: u, y: held, beyond: undefined };
  const right = x >= 0;
  return { x: right ? 1 - edge : edge, y: 0.5, beyond: right ? 'right' : 'left' };
}

/**
 * The polygon around a zone on the ground, projected into that picture: corners in pixels of the picture;
 * empty if none of it is in front of the eye.
 */
export function ringOf(
  intrinsics: Intrinsics,
  camera: Pose,
  { x, z, radius }: { x: number; z: number; radius: number },
): { u: number; v: number }[] {
  const ring = Array.from({ length: corners }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / corners;
    return toCamera(camera, { x: x + radius * Math.cos(angle), y: 0, z: z + radius * Math.sin(angle) });
  });
  return inFront(ring).map((corner) => ({
    u: intrinsics.width / 2 + (intrinsics.focal * corner.x) / corner.z,
    v: intrinsics.height / 2 - (intrinsics.focal * corner.y) / corner.z,
  }));
}

/** Clips a convex polygon to the near plane (Sutherland and Hodgman, "Reentrant Polygon Clipping", 1974). */
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
