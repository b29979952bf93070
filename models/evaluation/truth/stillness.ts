import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { Random } from '../../reference/random.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { disturbed } from './disturbance.ts';
import { type JudgedSize, judgedSize } from './judged-size.ts';
import { blurred, visibleDifference } from './picture-choice.ts';
import { renderScene, type Scene } from './scene-question.ts';

/** Measured pixels around what the reference changes that may change too. */
const margin = 4;
/** A picture holds still if at most this share of its other pixels differs visibly. */
const mostChanged = 0.01;
/** Measured pixels that a camera turns by which a judge must notice. */
const noticedTurn = 2;

/**
 * Whether a picture of an unmoved camera holds still between two moments, except where the reference shows a change, such
 * as another player's body.
 */
export class Stillness {
  readonly #world: Pick<HeldOutWorld, 'renderer'>;
  readonly #intrinsics: Intrinsics;
  readonly #size: JudgedSize;
  readonly #before: Scene;
  #after: Scene;
  #changes: Uint8Array;

  constructor(world: Pick<HeldOutWorld, 'renderer'>, intrinsics: Intrinsics, before: Scene) {
    this.#world = world;
    this.#intrinsics = intrinsics;
    this.#size = judgedSize(intrinsics);
    this.#before = before;
    this.#after = before;
    this.#changes = new Uint8Array(intrinsics.width * intrinsics.height);
  }

  /** Says what the camera should see at the second moment. */
  changedTo(after: Scene): void {
    this.#after = after;
    const [a, b] = [this.#before, after].map((scene) => renderScene(this.#world, this.#intrinsics, scene));
    this.#changes = changedPixels(a, b, this.#size);
  }

  /** Whether pictures of both moments, uint8 [3, H, W], differ only where they should. */
  holds(before: Uint8Array, after: Uint8Array): boolean {
    const size = this.#size;
    const changed = visibleDifference(blurred(before, size), blurred(after, size), size, this.#changes);
    const others = this.#changes.reduce((count, change) => count + (change ? 0 : 1), 0);
    return changed <= mostChanged * others;
  }

  /** The reference's own pictures of both moments; the camera has turned in the second if `moved`. */
  renders(moved: boolean): [Uint8Array, Uint8Array] {
    const { camera, entities } = this.#after;
    const turn = moved ? (noticedTurn * this.#size.scale) / this.#intrinsics.focal : 0;
    const after = { camera: { ...camera, yaw: camera.yaw + turn }, entities };
    return [
      renderScene(this.#world, this.#intrinsics, this.#before),
      renderScene(this.#world, this.#intrinsics, after),
    ];
  }
}

/** Reference pictures of both moments as encoded and noisy as a judge must bear. */
export async function disturbedPair(
  still: Stillness,
  intrinsics: Intrinsics,
  moved: boolean,
  random: Random,
): Promise<[Uint8Array, Uint8Array]> {
  const [before, after] = still.renders(moved);
  const size = judgedSize(intrinsics);
  return [await disturbed(before, size, random), await disturbed(after, size, random)];
}

/** Mask of the pixels that differ at all, and of those around them. */
function changedPixels(a: Uint8Array, b: Uint8Array, { width, height, scale }: JudgedSize): Uint8Array {
  const reach = Math.round(margin * scale);
  const pixels = width * height;
  const mask = new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const same = [0, pixels, 2 * pixels].every((plane) => a[plane + pixel] === b[plane + pixel]);
    if (same) continue;
    const column = pixel % width;
    const row = Math.floor(pixel / width);
    for (let y = Math.max(0, row - reach); y <= Math.min(height - 1, row + reach); y++) {
      mask.fill(1, y * width + Math.max(0, column - reach), y * width + Math.min(width, column + reach + 1));
    }
  }
  return mask;
}
