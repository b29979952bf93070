import { cameraAxes, type Intrinsics, type Pose, wrapAngle } from '../../shared/geometry/camera.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { type KeyframeSamples, movedSamples, sampleKeyframe } from './keyframe-samples.ts';
import { type OpenSky, openSky, partThatSees } from './open-sky.ts';
import { memoryPasses } from './passes/choose-passes.ts';

/**
 * The sky as the room has seen it, from wherever that was: a ring of pictures of nothing but sky.
 *
 * The sky is so far away that a camera's place makes no difference to it, only its direction. So what
 * many keyframes saw of it over their walls is put together once, and a view finds all of its sky in
 * one or two plates instead of losing it to the limit of keyframes a view is drawn from.
 */

/** Plates around the horizon, each as wide as a view: neighbours overlap by more than half. */
const plateCount = 16;
/** Radians that plates look up, so that their lower edge lies a little under the horizon. */
const platePitch = 0.28;
/** Plates offered for a view. */
const offered = 4;

/** A plate as it goes from thread to thread. */
export interface SkyPlate {
  readonly rgb: Uint8Array<SharedArrayBuffer>;
  readonly inverseDepth: Uint16Array<SharedArrayBuffer>;
  /** Pixels not seen yet. */
  readonly unknown: number;
}

interface Plate extends SkyPlate {
  /** Token of the ring that may change it; any other ring changes a copy. */
  readonly owner: object;
  unknown: number;
  /** As seen from the origin; undefined once the plate has changed. */
  samples: KeyframeSamples | undefined;
}

/** A plate as a view may be drawn from it, with its samples. */
export type FacingPlate = Keyframe & { samples: KeyframeSamples };

export class SkyPlates {
  readonly #intrinsics: Intrinsics;
  readonly #firstId: number;
  readonly #plates: Plate[];
  /** Plates with this token are this ring's alone; a new one takes it from all that there are. */
  #owner: object = {};

  /** Plates carry the ids from `firstId` down: lower than any keyframe's. `plates` are a snapshot's, empty by default. */
  constructor(intrinsics: Intrinsics, firstId: number, plates?: readonly SkyPlate[]) {
    this.#intrinsics = intrinsics;
    this.#firstId = firstId;
    this.#plates = Array.from({ length: plateCount }, (_, i) => {
      const { rgb, inverseDepth, unknown } = plates?.[i] ?? emptyPlate(intrinsics);
      return { rgb, inverseDepth, unknown, owner: this.#owner, samples: undefined };
    });
  }

  /** What the constructor makes the same ring of. It is the ring's own: do not change either afterwards. */
  snapshot(): SkyPlate[] {
    return this.#plates.map(({ rgb, inverseDepth, unknown }) => ({ rgb, inverseDepth, unknown }));
  }

  /** A ring that begins with what is known here. Plates are shared until either ring changes them. */
  fork(): SkyPlates {
    const fork = new SkyPlates(this.#intrinsics, this.#firstId, this.#plates);
    this.#owner = {};
    fork.#owner = {};
    for (const [i, { samples }] of this.#plates.entries()) fork.#plates[i].samples = samples;
    return fork;
  }

  /** Adds what a keyframe shows of the sky where none is known yet. */
  add({ pose, rgb, inverseDepth }: Pick<Keyframe, 'pose' | 'rgb' | 'inverseDepth'>): void {
    const sky = openSky(inverseDepth, this.#intrinsics);
    if (sky) for (let i = 0; i < plateCount; i++) this.#fill(i, pose, rgb, sky);
  }

  /** The plates that look where `camera` does, as if taken from its place; nearest first. */
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
      // Pixels are filled once, and never change after that.
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
    // From the plate's camera space to the keyframe's.
    const r = Float64Array.from({ length: 9 }, (_, k) => {
      const row = 3 * Math.floor(k / 3);
      const column = 3 * (k % 3);
      return to[row] * from[column] + to[row + 1] * from[column + 1] + to[row + 2] * from[column + 2];
    });
    // Both fields of view are equal: beyond this angle the two share nothing.
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
