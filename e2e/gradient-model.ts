import type { Picture, PictureSize } from '../server/contracts/picture.ts';
import type { GeneratedView, ViewRequest } from '../server/contracts/view.ts';
import { TestModel } from '../server/world/world.fixture.ts';

/** Red, green and blue, levels of 0 to 255. */
export type Levels = readonly [red: number, green: number, blue: number];

/** What every view shows at a place, in shares of the picture's width and height: never black, and the same in every size. */
export function gradientAt(x: number, y: number): Levels {
  return [60 + 160 * x, 60 + 160 * y, 90];
}

/** How many times as long a larger picture takes: about as networks and kernels do. */
function costOf({ width, height }: PictureSize, own: number): number {
  return 1 + 0.2 * ((width * height) / own - 1);
}

/** Draws every view as the same gradient, at its own size and in the larger one that is asked for. */
export class GradientModel extends TestModel {
  /** What each view is said to have taken of a worker thread at its own size. Larger pictures take longer. */
  milliseconds = 1;
  readonly #own: PictureSize;
  readonly #drawn = new Map<number, Picture>();

  constructor(own: PictureSize) {
    super();
    this.#own = own;
  }

  override async generate(requests: readonly ViewRequest[]): Promise<GeneratedView[]> {
    const pixels = this.#own.width * this.#own.height;
    const plane = (fill: number) => new Uint8Array(new SharedArrayBuffer(pixels)).fill(fill);
    return requests.map(({ room, view, tick, camera, size }) => ({
      ...{
        room,
        view,
        tick,
        camera,
        imagined: false,
        milliseconds: this.milliseconds * costOf(size ?? this.#own, pixels),
      },
      rgb: this.#gradient(this.#own).rgb,
      inverseDepth: new Uint16Array(new SharedArrayBuffer(pixels * 2)),
      ...{ entity: plane(0), confidence: plane(255), coverage: plane(255) },
      ...(size && { fine: this.#gradient(size) }),
    }));
  }

  #gradient({ width, height }: PictureSize): Picture {
    const known = this.#drawn.get(width);
    if (known) return known;
    const pixels = width * height;
    const rgb = new Uint8Array(new SharedArrayBuffer(3 * pixels));
    for (let pixel = 0; pixel < pixels; pixel++) {
      const x = ((pixel % width) + 0.5) / width;
      const y = (Math.floor(pixel / width) + 0.5) / height;
      for (const [plane, level] of gradientAt(x, y).entries()) rgb[plane * pixels + pixel] = level;
    }
    const picture = { width, height, rgb };
    this.#drawn.set(width, picture);
    return picture;
  }
}
