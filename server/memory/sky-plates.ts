import { cameraAxes, type Intrinsics, type Pose, wrapAngle } from '../../shared/geometry/camera.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { type KeyframeSamples, movedSamples, sampleKeyframe } from './keyframe-samples.ts';
import { type OpenSky, openSky, partThatSees } from './open-sky.ts';
import { memoryPasses } from './passes/choose-passes.ts';

/**
 * The sky of a room: a ring of pictures that contain nothing but sky.
 *
 * The sky is so far away that only a camera's direction matters, not its position. So the sky from many
 * keyframes is merged once, and a view finds all of its sky in one or two plates. Otherwise, the limit of
 * keyframes for a view would cost it parts of the sky.
 */

/** Plates around the horizon, each as wide as a view. Neighbours overlap by more than half. */
const plateCount = 16;
/** Pitch of the plates in radians. Their lower edge lies a little below the horizon. */
const platePitch = 0.28;
/** Plates offered for a view. */
const offered = 4;

/** A plate in a form that can be sent between threads. */
export interface SkyPlate {
  readonly rgb: Uint8Array<SharedArrayBuffer>;
  readonly inverseDepth: Uint16Array<SharedArrayBuffer>;
  /** Number of pixels not seen yet. */
  readonly unknown: number;
}

interface Plate extends SkyPlate {
  /** Token of the ring that may change the plate. Any other ring changes a copy. */
  readonly owner: object;
  unknown: number;
  /** Samples for a camera at the origin. Undefined after a change of the plate. */
  samples: KeyframeSamples | undefined;
}

/** A plate posed for a view, with its samples. */
export type FacingPlate = Keyframe & { samples: KeyframeSamples };

export class SkyPlates {
  readonly #intrinsics: Intrinsics;
  readonly #firstId: number;
  readonly #plates: Plate[];
  /** Owner token of the plates that this ring alone uses. A new token makes all existing plates shared. */
  #owner: object = {};

  /**
   * @param firstId Id of the first plate. The ids of the others descend from it. Must be lower than any
   * keyframe's.
   * @param plates Plates of a snapshot. Empty by default.
   */
  constructor(intrinsics: Intrinsics, firstId: number, plates?: readonly SkyPlate[]) {
    this.#intrinsics = intrinsics;
    this.#firstId = firstId;
    this.#plates = Array.from({ length: plateCount }, (_, i) => {
      const { rgb, inverseDepth, unknown } = plates?.[i] ?? emptyPlate(intrinsics);
      return { rgb, inverseDepth, unknown, owner: this.#owner, samples: undefined };
    });
  }

  /** The plates for the constructor. The ring still uses them, so do not change either afterwards. */
  snapshot(): SkyPlate[] {
    return this.#plates.map(({ rgb, inverseDepth, unknown }) => ({ rgb, inverseDepth, unknown }));
  }

  /** A copy of this ring. Plates are shared until either ring changes them. */
  fork(): SkyPlates {
    const fork = new SkyPlates(this.#intrinsics, this.#firstId, this.#plates);
    this.#owner = {};
    fork.#owner = {};
    for (const [i, { samples }] of this.#plates.entries()) fork.#plates[i].samples = samples;
    return fork;
  }

  /** Adds the keyframe's sky where none is known yet. */
  add({ pose, rgb, inverseDepth }: Pick<Keyframe, 'pose' | 'rgb' | 'inverseDepth'>): void {
    const sky = openSky(inverseDepth, this.#intrinsics);
    if (sky) for (let i = 0; i < plateCount; i++) this.#fill(i, pose, rgb, sky);
  }

  /** The plates nearest to the direction of `camera`, nearest first, posed at its position. */
  facing(camera: Pose): FacingPlate[] {
    const turn = (i: number) => Math.abs(wrapAngle(plateYaw(i) - camera.yaw));
    const pixels = this.#intrinsics.width * this.#intrinsics.height;
    return Array.from(this.#plates.keys())
      .filter((i) => this.#plates[i].unknown < pixels)
      .sort((a, b) => turn(a) - turn(b))
      .slice(0, offered)
      .map((i) => this.#seenFrom(camera, i));
  }

  #seenFrom({ x, y, z }: Pose, i: number): FacingPlate {
    const plate = this.#plates[i];
    const { rgb, inverseDepth } = plate;
    const pose = { x: 0, y: 0, z: 0, yaw: plateYaw(i), pitch: platePitch };
    plate.samples ??= sampleKeyframe(this.#intrinsics, pose, inverseDepth);
    return {
      id: this.#firstId - i,
      pose: { ...pose, x, y, z },
      rgb,
      inverseDepth,
      tick: 0,
      author: '',
      // Pixels are filled once and never change afterwards.
      revision: plate.unknown,
      samples: movedSamples(plate.samples, x, y, z),
    };
  }

  /** A copy of the plate that this ring may change, in its place. */
  #own(i: number): Plate {
    const plate = this.#plates[i];
    const { rgb, inverseDepth } = emptyPlate(this.#intrinsics);
    rgb.set(plate.rgb);
    inverseDepth.set(plate.inverseDepth);
    const own = { rgb, inverseDepth, unknown: plate.unknown, owner: this.#owner, samples: undefined };
    this.#plates[i] = own;
    return own;
  }

  #fill(i: number, pose: Pose, rgb: Uint8Array, sky: OpenSky): void {
    const { width, height, focal } = this.#intrinsics;
    let plate = this.#plates[i];
    if (plate.unknown === 0) return;
    const from = cameraAxes({ yaw: plateYaw(i), pitch: platePitch });
    const to = cameraAxes(pose);
    // Rotation from the plate's camera space to the keyframe's, row-major.
    const r = Float64Array.from({ length: 9 }, (_, k) => {
      const row = 3 * Math.floor(k / 3);
      const column = 3 * (k % 3);
      return to[row] * from[column] + to[row + 1] * from[column + 1] + to[row + 2] * from[column + 2];
    });
    // Both fields of view are equal. Beyond this angle they do not overlap.
    const halfDiagonal = Math.atan(Math.hypot(width, height) / 2 / focal);
    if (r[8] < Math.cos(2 * halfDiagonal)) return;
    const part = partThatSees(sky, r, this.#intrinsics);
    const { fillSky } = memoryPasses();
    const fill = { rotation: r, part, mask: sky.mask, rgb };
    // A plate that other rings share is copied only when there is something to add.
    const shared = plate.owner !== this.#owner;
    if (shared && fillSky(this.#intrinsics, fill, plate.inverseDepth, undefined) === 0) return;
    if (shared) plate = this.#own(i);
    const filled = fillSky(this.#intrinsics, fill, plate.inverseDepth, plate.rgb);
    if (filled === 0) return;
    plate.samples = undefined;
    plate.unknown -= filled;
  }
}

function plateYaw(i: number): number {
  return wrapAngle((2 * Math.PI * i) / plateCount);
}

function emptyPlate({ width, height }: Intrinsics): SkyPlate {
  return {
    rgb: new Uint8Array(new SharedArrayBuffer(3 * width * height)),
    inverseDepth: new Uint16Array(new SharedArrayBuffer(2 * width * height)),
    unknown: width * height,
  };
}
