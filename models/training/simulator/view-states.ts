import { gzipSync } from 'node:zlib';
import { type Entity, entityKinds } from '../../../shared/entity.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { Daylight } from '../../reference/rendering/sky.ts';
import type { ReferenceWorld } from '../../reference/world.ts';

/**
 * Plain numbers from which worldroom_training/renderer renders the reference world: geometry, light, cameras
 * and entities. They take a thousandth of the pictures' size.
 */
export interface WorldState {
  /** Cells along each side; the arrays are indexed z * size + x, as those of ReferenceWorld. */
  size: number;
  heights: number[];
  wallMaterial: number[];
  floorMaterial: number[];
  /** Radians. */
  sunAzimuth: number;
}

export interface FrameState {
  /** x, y, z, yaw, pitch. */
  pose: number[];
  /** Index into entityKinds, x, y, z, yaw, red, green, blue, state. */
  entities: number[][];
}

const digits = 1e6;

export function worldState(world: ReferenceWorld): WorldState {
  return {
    size: world.size,
    heights: [...world.heights],
    wallMaterial: [...world.wallMaterial],
    floorMaterial: [...world.floorMaterial],
    sunAzimuth: world.theme.sunAzimuth,
  };
}

export function frameState(pose: Pose, entities: readonly Entity[]): FrameState {
  const { x, y, z, yaw, pitch } = pose;
  return { pose: [x, y, z, yaw, pitch], entities: entities.map(entityState) };
}

function entityState({ kind, x, y, z, yaw, colour, state }: Entity): number[] {
  return [entityKinds.indexOf(kind), x, y, z, yaw, ...colour, state];
}

/** The light of a view; `look` is null in the plain look. */
export function lightState({ look, ...day }: Daylight) {
  return { ...day, look: look ?? null };
}

/** Compressed JSON with numbers of six decimals: micrometres. */
export function compressed(value: object): Uint8Array {
  const rounded = (_: string, item: unknown) =>
    typeof item === 'number' ? Math.round(item * digits) / digits : item;
  return gzipSync(JSON.stringify(value, rounded));
}
