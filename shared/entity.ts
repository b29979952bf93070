import { cameraAxes, type Pose, toCamera } from './geometry/camera.ts';

/** Kinds of things that can change: they are drawn from the room's state and never written to memory. */
export const entityKinds = ['player', 'door', 'block', 'orb', 'ball'] as const;
export type EntityKind = (typeof entityKinds)[number];

/** Half extents in metres (right, up, forward in the entity's own axes). */
export const halfExtents: Readonly<Record<EntityKind, readonly [number, number, number]>> = {
  player: [0.3, 0.9, 0.3],
  door: [0.5, 1.1, 0.08],
  block: [0.4, 0.4, 0.4],
  orb: [0.18, 0.18, 0.18],
  ball: [0.3, 0.3, 0.3],
};

/** Linear-ish display colours, each channel in [0, 1]. */
export type Colour = readonly [number, number, number];

export const playerColours: readonly Colour[] = [
  [0.92, 0.16, 0.16],
  [0.16, 0.38, 0.95],
  [0.97, 0.84, 0.12],
  [0.15, 0.78, 0.3],
  [0.72, 0.2, 0.88],
  [0.98, 0.52, 0.08],
  [0.1, 0.82, 0.86],
  [0.97, 0.45, 0.72],
];
export const playerColourNames = [
  'red',
  'blue',
  'yellow',
  'green',
  'violet',
  'orange',
  'cyan',
  'pink',
] as const;
export const blockColours: readonly Colour[] = [
  [0.85, 0.25, 0.2],
  [0.25, 0.45, 0.85],
  [0.9, 0.75, 0.25],
  [0.3, 0.7, 0.35],
];
export const doorColour: Colour = [0.55, 0.38, 0.22];
export const orbColour: Colour = [1, 0.88, 0.35];
export const ballColour: Colour = [0.95, 0.95, 0.95];

export interface Entity {
  kind: EntityKind;
  /** Centre in metres, world space. A door's centre moves with the door as it slides open. */
  x: number;
  y: number;
  z: number;
  /** Heading of the entity's forward axis, radians. */
  yaw: number;
  colour: Colour;
  /** 0 to 1: how far a door is open; 0 for every other kind. */
  state: number;
}

/** Numbers that describe one entity to `condition.onnx`; see {@link writeEntity}. */
export const entityFeatures = 25;

/** Offset of each property within {@link entityFeatures}; the trainer reads rows by the same table. */
export const entityLayout = {
  /** 1 = present. */
  present: 0,
  /** One-hot, in the order of {@link entityKinds}. */
  kind: 1,
  /** In camera space, metres. */
  centre: 6,
  /** The entity's right, up and forward axes in camera space, row-major. */
  axes: 9,
  /** Metres. */
  halfExtents: 18,
  colour: 21,
  state: 24,
} as const;

/** Writes one entity as the camera sees it, by {@link entityLayout}. */
export function writeEntity(camera: Pose, entity: Entity, out: Float32Array, offset: number): void {
  out.fill(0, offset, offset + entityFeatures);
  out[offset + entityLayout.present] = 1;
  out[offset + entityLayout.kind + entityKinds.indexOf(entity.kind)] = 1;
  const centre = toCamera(camera, entity);
  out[offset + entityLayout.centre] = centre.x;
  out[offset + entityLayout.centre + 1] = centre.y;
  out[offset + entityLayout.centre + 2] = centre.z;
  const view = cameraAxes(camera);
  const own = cameraAxes({ yaw: entity.yaw, pitch: 0 });
  for (let axis = 0; axis < 3; axis++) {
    for (let row = 0; row < 3; row++) {
      out[offset + entityLayout.axes + axis * 3 + row] =
        view[row * 3] * own[axis * 3] +
        view[row * 3 + 1] * own[axis * 3 + 1] +
        view[row * 3 + 2] * own[axis * 3 + 2];
    }
  }
  out.set(halfExtents[entity.kind], offset + entityLayout.halfExtents);
  out.set(entity.colour, offset + entityLayout.colour);
  out[offset + entityLayout.state] = entity.state;
}

/**
 * Frustum culling: the entities whose bounding sphere reaches into the camera's field of view, nearest first,
 * at most `limit`.
 */
export function visibleEntities(
  camera: Pose,
  intrinsics: { width: number; height: number; focal: number },
  entities: readonly Entity[],
  limit: number,
): Entity[] {
  const slopeX = intrinsics.width / 2 / intrinsics.focal;
  const slopeY = intrinsics.height / 2 / intrinsics.focal;
  const seen: { entity: Entity; depth: number }[] = [];
  for (const entity of entities) {
    const p = toCamera(camera, entity);
    const radius = Math.hypot(...halfExtents[entity.kind]);
    if (p.z < 0.05 - radius) continue;
    if (Math.abs(p.x) > p.z * slopeX + radius * Math.hypot(1, slopeX)) continue;
    if (Math.abs(p.y) > p.z * slopeY + radius * Math.hypot(1, slopeY)) continue;
    seen.push({ entity, depth: p.z });
  }
  seen.sort((a, b) => a.depth - b.depth);
  return seen.slice(0, limit).map((item) => item.entity);
}
