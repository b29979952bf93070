import type { Entity } from '../../../shared/entity.ts';
import { halfExtents } from '../../../shared/entity.ts';
import { type Intrinsics, type Pose, unproject } from '../../../shared/geometry/camera.ts';
import { decodeDepth } from '../../../shared/geometry/inverse-depth.ts';
import { createFrame, type Frame, Renderer } from '../../reference/rendering/renderer.ts';
import { defaultControls, type HeldOutWorld } from '../rollout/held-out.ts';

/**
 * Pixels in one view from which something was certainly seen, where they are also this share of what nothing would hide; and
 * up to which it was certainly not.
 */
export const clearly = { seen: 24, share: 0.25, unseen: 4 } as const;

/** Metres around a thing's true box within which a surface point of the mask is its own. */
const margin = 0.05;

/** A thing of a true view with its id. */
export interface TrueThing {
  readonly id: string;
  readonly entity: Entity;
}

/** What true views showed of a thing. */
export interface TrueSight {
  /** Most pixels in one view, and whether any view showed it clearly. */
  most: number;
  clear: boolean;
  /** Tick of the first view that showed any pixel of it, and of the first that showed it clearly. */
  glimpsed: number;
  first: number;
  /** As it was in the last view that showed it clearly, and in the last that showed any of it. */
  last: Entity;
  glimpse: Entity;
}

/**
 * What a viewer has truly seen, by reference renders: each pixel of the reference's mask is a point of the true world, and
 * belongs to the thing whose box it lies in. It shares no code with what rooms know of sights.
 */
export class TrueSights {
  readonly #renderer: Renderer;
  readonly #intrinsics: Intrinsics;
  readonly #frame: Frame;
  readonly things = new Map<string, TrueSight>();

  /** Of the same world without walls. */
  readonly #bare: Renderer;

  constructor({ renderer, reference }: HeldOutWorld, intrinsics: Intrinsics) {
    this.#renderer = renderer;
    const heights = new Float32Array(reference.heights.length);
    this.#bare = new Renderer({ ...reference, heights, solidAt: () => false }, intrinsics);
    this.#intrinsics = intrinsics;
    this.#frame = createFrame(intrinsics);
  }

  /** Pixels that a view truly shows of each thing. */
  pixels(camera: Pose, things: readonly TrueThing[]): Map<string, number> {
    const frame = this.#frame;
    const { width } = this.#intrinsics;
    const entities = things.map(({ entity }) => entity);
    this.#renderer.renderDepth(camera, entities, defaultControls, frame);
    const pixels = new Map<string, number>();
    for (const [at, mask] of frame.entity.entries()) {
      if (mask === 0) continue;
      const [u, v] = [(at % width) + 0.5, Math.floor(at / width) + 0.5];
      const point = unproject(this.#intrinsics, camera, u, v, decodeDepth(frame.inverseDepth[at]));
      const owner = things.find(({ entity }) => holds(entity, point));
      if (owner) pixels.set(owner.id, (pixels.get(owner.id) ?? 0) + 1);
    }
    return pixels;
  }

  look(tick: number, camera: Pose, things: readonly TrueThing[]): void {
    const pixels = this.pixels(camera, things);
    for (const { id, entity } of things) {
      const shown = pixels.get(id) ?? 0;
      if (shown === 0) continue;
      const sight = this.things.get(id) ?? {
        ...{ most: 0, clear: false, glimpsed: tick, first: Number.POSITIVE_INFINITY },
        ...{ last: entity, glimpse: entity },
      };
      sight.most = Math.max(sight.most, shown);
      sight.glimpse = entity;
      if (shown >= clearly.seen && shown >= clearly.share * this.#alone(camera, entity)) {
        sight.clear = true;
        sight.first = Math.min(sight.first, tick);
        sight.last = entity;
      }
      this.things.set(id, sight);
    }
  }

  /** Pixels that a thing would have if nothing hid it. */
  #alone(camera: Pose, entity: Entity): number {
    this.#bare.renderDepth(camera, [entity], defaultControls, this.#frame);
    return this.#frame.entity.reduce((sum, mask) => sum + (mask > 0 ? 1 : 0), 0);
  }
}

/** Whether a point lies in a thing's true box, a little enlarged. */
function holds(entity: Entity, point: { x: number; y: number; z: number }): boolean {
  const [right, up, forward] = halfExtents[entity.kind];
  const [dx, dz] = [point.x - entity.x, point.z - entity.z];
  const across = dx * Math.cos(entity.yaw) - dz * Math.sin(entity.yaw);
  const along = dx * Math.sin(entity.yaw) + dz * Math.cos(entity.yaw);
  return (
    Math.abs(across) < right + margin &&
    Math.abs(along) < forward + margin &&
    Math.abs(point.y - entity.y) < up + margin
  );
}
