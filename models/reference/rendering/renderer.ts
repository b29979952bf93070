import type { Entity } from '../../../shared/entity.ts';
import { cameraAxes, type Intrinsics, type Pose } from '../../../shared/geometry/camera.ts';
import { inverseDepthScale, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import { type LookName, lookAt, looks } from '../looks.ts';
import type { ReferenceWorld, Theme } from '../world.ts';
import { EntityShapes } from './entity-shapes.ts';
import { type Daylight, daylight } from './sky.ts';
import { SurfaceShader } from './surface-shader.ts';

/** A frame of a camera in the reference world; planes are row-major. */
export interface Frame {
  /** uint8 [3, H, W]. */
  rgb: Uint8Array;
  /** uint16 [H, W], codes of shared/geometry/inverse-depth.ts, exact on entities too; sky = skyCode. */
  inverseDepth: Uint16Array;
  /** uint8 [H, W], 255 if the pixel's centre shows an entity, else 0. */
  entity: Uint8Array;
}

export interface RenderControls {
  /** 0 = morning, 0.5 = noon, 1 = dusk. */
  timeOfDay: number;
  /** 0 = clear to 1 = thick. */
  fog: number;
  /** `plain` by default. */
  look?: LookName;
}

/** Sun, sky and air of a world under these controls, with the changes of the look. */
export function lightUnder(theme: Theme, { timeOfDay, fog, look = 'plain' }: RenderControls): Daylight {
  const day = daylight(theme, timeOfDay, fog);
  return look === 'plain' ? day : lookAt(day, looks[look]);
}

export function createFrame(intrinsics: Intrinsics): Frame {
  const pixels = intrinsics.width * intrinsics.height;
  return {
    rgb: new Uint8Array(3 * pixels),
    inverseDepth: new Uint16Array(pixels),
    entity: new Uint8Array(pixels),
  };
}

/** Additional rays at borders, pixels off the centre; together they form a rotated grid of four. */
const offsetsU = [-0.375, 0.125, 0.3];
const offsetsV = [0.125, -0.375, 0.3];

/**
 * Ray-traces one world. Depth and mask are those of the ray through the pixel's centre. The colour of a pixel
 * at a border between surfaces is the mean of four rays. Deterministic: the same arguments give the same
 * bytes.
 */
export class Renderer {
  readonly #intrinsics: Intrinsics;
  readonly #world: ReferenceWorld;
  readonly #surfaces: SurfaceShader;
  readonly #entities = new EntityShapes();
  /** Depth and surface number of every pixel's centre. */
  readonly #depth: Float64Array;
  readonly #surface: Int32Array;

  constructor(world: ReferenceWorld, intrinsics: Intrinsics) {
    this.#world = world;
    this.#intrinsics = intrinsics;
    this.#surfaces = new SurfaceShader(world, intrinsics.focal);
    this.#depth = new Float64Array(intrinsics.width * intrinsics.height);
    this.#surface = new Int32Array(intrinsics.width * intrinsics.height);
  }

  /**
   * Renders the view of `camera` into `frame`. `entities` must not contain the viewer.
   * @throws RangeError if the camera is not in the compound's open space.
   */
  render(camera: Pose, entities: readonly Entity[], controls: RenderControls, frame: Frame): void {
    const axes = this.#begin(camera, entities, controls);
    this.#drawSurfaces(axes, frame);
    this.#drawEntities(axes, frame);
    this.#smoothBorders(axes, frame);
    this.#writeCodes(frame);
  }

  /**
   * The depth and the mask of {@link render}, the same bytes in half of its time. What is in `frame.rgb`
   * afterwards has no meaning.
   */
  renderDepth(camera: Pose, entities: readonly Entity[], controls: RenderControls, frame: Frame): void {
    const axes = this.#begin(camera, entities, controls);
    this.#measureSurfaces(axes);
    this.#drawEntities(axes, frame);
    this.#writeCodes(frame);
  }

  #begin(camera: Pose, entities: readonly Entity[], controls: RenderControls): Float64Array {
    if (this.#world.solidAt(Math.floor(camera.x), Math.floor(camera.z))) {
      throw new RangeError(
        `camera at x ${camera.x}, z ${camera.z} lies in a wall or outside; put it above open floor`,
      );
    }
    const light = lightUnder(this.#world.theme, controls);
    this.#surfaces.begin(camera.x, camera.y, camera.z, light);
    this.#entities.begin(camera, this.#intrinsics, entities, light);
    return cameraAxes(camera);
  }

  #drawEntities(axes: Float64Array, frame: Frame): void {
    frame.entity.fill(0);
    for (let i = 0; i < this.#entities.count; i++) this.#drawEntity(i, axes, frame);
  }

  #writeCodes(frame: Frame): void {
    const codes = frame.inverseDepth;
    for (let i = 0; i < codes.length; i++) {
      const code = 1 / (this.#depth[i] * inverseDepthScale) + 0.5;
      codes[i] = code < skyCode ? skyCode : Math.min(code, 65535);
    }
  }

  #drawSurfaces(axes: Float64Array, frame: Frame): void {
    const { width, height, focal } = this.#intrinsics;
    const { rgb } = frame;
    const pixels = width * height;
    const surfaces = this.#surfaces;
    const out = surfaces.out;
    const [rx, ry, rz, ux, uy, uz, fx, fy, fz] = axes;
    for (let row = 0, pixel = 0; row < height; row++) {
      const b = (height / 2 - row - 0.5) / focal;
      const bx = fx + ux * b;
      const by = fy + uy * b;
      const bz = fz + uz * b;
      for (let column = 0; column < width; column++, pixel++) {
        const a = (column + 0.5 - width / 2) / focal;
        surfaces.trace(bx + rx * a, by + ry * a, bz + rz * a);
        rgb[pixel] = out[0] + 0.5;
        rgb[pixel + pixels] = out[1] + 0.5;
        rgb[pixel + 2 * pixels] = out[2] + 0.5;
        this.#depth[pixel] = out[3];
        this.#surface[pixel] = out[4];
      }
    }
  }

  #measureSurfaces([rx, ry, rz, ux, uy, uz, fx, fy, fz]: Float64Array): void {
    const { width, height, focal } = this.#intrinsics;
    for (let row = 0, pixel = 0; row < height; row++) {
      const b = (height / 2 - row - 0.5) / focal;
      const bx = fx + ux * b;
      const by = fy + uy * b;
      const bz = fz + uz * b;
      for (let column = 0; column < width; column++, pixel++) {
        const a = (column + 0.5 - width / 2) / focal;
        this.#depth[pixel] = this.#surfaces.distance(bx + rx * a, by + ry * a, bz + rz * a);
      }
    }
  }

  #drawEntity(index: number, axes: Float64Array, frame: Frame): void {
    const { width, height, focal } = this.#intrinsics;
    const pixels = width * height;
    const { rgb } = frame;
    const entities = this.#entities;
    const out = entities.out;
    const [rx, ry, rz, ux, uy, uz, fx, fy, fz] = axes;
    const firstRow = entities.top(index);
    const lastRow = entities.bottom(index);
    const firstColumn = entities.left(index);
    const lastColumn = entities.right(index);
    for (let row = firstRow; row < lastRow; row++) {
      const b = (height / 2 - row - 0.5) / focal;
      for (let column = firstColumn; column < lastColumn; column++) {
        const a = (column + 0.5 - width / 2) / focal;
        const pixel = row * width + column;
        const dx = fx + ux * b + rx * a;
        const dy = fy + uy * b + ry * a;
        const dz = fz + uz * b + rz * a;
        if (!entities.trace(index, dx, dy, dz, this.#depth[pixel])) continue;
        rgb[pixel] = out[0] + 0.5;
        rgb[pixel + pixels] = out[1] + 0.5;
        rgb[pixel + 2 * pixels] = out[2] + 0.5;
        this.#depth[pixel] = out[3];
        this.#surface[pixel] = out[4];
        frame.entity[pixel] = 255;
      }
    }
  }

  #smoothBorders(axes: Float64Array, frame: Frame): void {
    const { width, height } = this.#intrinsics;
    const surface = this.#surface;
    for (let row = 0, pixel = 0; row < height; row++) {
      for (let column = 0; column < width; column++, pixel++) {
        const own = surface[pixel];
        if (
          (column > 0 && surface[pixel - 1] !== own) ||
          (column < width - 1 && surface[pixel + 1] !== own) ||
          (row > 0 && surface[pixel - width] !== own) ||
          (row < height - 1 && surface[pixel + width] !== own)
        ) {
          this.#smoothPixel(column, row, pixel, axes, frame);
        }
      }
    }
  }

  #smoothPixel(column: number, row: number, pixel: number, axes: Float64Array, frame: Frame): void {
    const { width, height, focal } = this.#intrinsics;
    const pixels = width * height;
    const { rgb } = frame;
    const entities = this.#entities;
    let r = rgb[pixel];
    let g = rgb[pixel + pixels];
    let b = rgb[pixel + 2 * pixels];
    for (let i = 0; i < 3; i++) {
      const a = (column + 0.5 + offsetsU[i] - width / 2) / focal;
      const c = (height / 2 - row - 0.5 - offsetsV[i]) / focal;
      const dx = axes[6] + axes[3] * c + axes[0] * a;
      const dy = axes[7] + axes[4] * c + axes[1] * a;
      const dz = axes[8] + axes[5] * c + axes[2] * a;
      this.#surfaces.trace(dx, dy, dz);
      let out = this.#surfaces.out;
      let depth = out[3];
      for (let k = 0; k < entities.count; k++) {
        if (column < entities.left(k) || column >= entities.right(k)) continue;
        if (row < entities.top(k) || row >= entities.bottom(k)) continue;
        if (!entities.trace(k, dx, dy, dz, depth)) continue;
        out = entities.out;
        depth = out[3];
      }
      r += out[0];
      g += out[1];
      b += out[2];
    }
    rgb[pixel] = r / 4 + 0.5;
    rgb[pixel + pixels] = g / 4 + 0.5;
    rgb[pixel + 2 * pixels] = b / 4 + 0.5;
  }
}
