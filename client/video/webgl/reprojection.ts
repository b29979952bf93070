import type { DepthMap } from '../../../shared/depth-map.ts';
import { element } from '../../dom/element.ts';
import type { FrameImage } from '../frame-image.ts';
import type { Homography } from '../look-homography.ts';
import type { Rendering } from '../video-stage.ts';
import { gridMesh, type MeshView } from './depth-mesh.ts';
import { emptyFrame, type FrameMesh, type FrameTexture, uploadFrame } from './frame-texture.ts';
import { isHardware, rendererOf } from './hardware-rendering.ts';
import { surfacesOf } from './mesh-surfaces.ts';
import {
  meshFragmentShader,
  meshVertexShader,
  turnFragmentShader,
  turnVertexShader,
} from './reprojection-shaders.ts';
import { linkProgram, type Program } from './shader-program.ts';

/** How a frame is seen: turned, and from another place where it has a depth map. */
export interface Placement {
  /** Maps pixels of the picture to pixels of the frame. */
  homography: Homography;
  mesh?: MeshView;
}

/** A picture: the newest frame, and the one before while that fades. */
export interface Drawing {
  front: Placement;
  /** The frame before the newest, which shows through it. */
  former?: Placement;
  /** Of the newest frame, 0 to 1; 1 without a former one. */
  opacity: number;
  rendering: Rendering;
  /** Size available for the picture, pixels of the screen. */
  width: number;
  height: number;
}

/** GPU resources. */
interface Resources {
  turn: Program;
  mesh: Program;
  /** Cells of the grid that was used last, and the places of its vertices. */
  grid: { columns: number; rows: number; at: WebGLBuffer };
  /** The frame that is drawn, the one before, and the one uploaded next. Sizes differ where the stream changes its size. */
  frames: [front: FrameTexture, former: FrameTexture, back: FrameTexture];
}

/** Longest side of the canvas in pixels; more costs time without visible detail at the frames' size. */
const longestSide = 2560;

/** Draws frames of a video in another direction of view, and from another place, with WebGL 2. */
export class Reprojection {
  readonly canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  /** False with a software renderer: then it draws at the frame's size, and the page scales it up. */
  readonly #accelerated: boolean;
  #resources: Resources | undefined;
  /** What was drawn last, and whether a frame changed since then. */
  #drawn: Drawing | undefined;
  #stale = true;

  /**
   * Undefined if the browser has no WebGL 2. `accelerated` is whether it draws as on a graphics card, and by default whether
   * there is one.
   */
  static create(accelerated?: boolean): Reprojection | undefined {
    const canvas = element('canvas', { class: 'view', 'aria-hidden': 'true' });
    const gl = canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: true,
      stencil: false,
      powerPreference: 'low-power',
    });
    if (!gl) return undefined;
    const made = new Reprojection(canvas, gl, accelerated ?? isHardware(rendererOf(gl)));
    return made.ready ? made : undefined;
  }

  private constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, accelerated: boolean) {
    this.canvas = canvas;
    this.#gl = gl;
    this.#accelerated = accelerated;
    this.#resources = prepare(gl);
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      this.#resources = undefined;
    });
    canvas.addEventListener('webglcontextrestored', () => {
      this.#resources = prepare(gl);
    });
  }

  /** False while the WebGL context is lost, which also loses all frames. */
  get ready(): boolean {
    return this.#resources !== undefined;
  }

  /** Uploads a frame, to be drawn after {@link Reprojection.swap}. False if that failed. */
  upload(image: FrameImage): boolean {
    // The front texture stays: it is drawn until the new frame has its mark.
    return this.#resources !== undefined && uploadFrame(this.#gl, this.#resources.frames[2], image);
  }

  /** Draws the frame that was uploaded last from now on, with this depth map; the one before may still show through. */
  swap(map?: DepthMap): void {
    if (!this.#resources) return;
    const gl = this.#gl;
    const { frames } = this.#resources;
    const [front, former, back] = frames;
    frames.splice(0, 3, back, front, former);
    if (map) {
      const { vertices, indices, whole } = surfacesOf(map);
      gl.bindBuffer(gl.ARRAY_BUFFER, back.depths);
      gl.bufferData(gl.ARRAY_BUFFER, vertices, gl.DYNAMIC_DRAW);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, back.indices);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.DYNAMIC_DRAW);
      back.mesh = { columns: map.columns, rows: map.rows, whole, count: indices.length };
    }
    this.#stale = true;
  }

  /** Pixels of the frame that is drawn; zeros while there is none. */
  get size(): { width: number; height: number } {
    return this.#resources?.frames[0] ?? { width: 0, height: 0 };
  }

  draw(drawing: Drawing): void {
    const resources = this.#resources;
    const frame = resources?.frames[0];
    if (!resources || !frame || frame.width === 0) return;
    // The canvas keeps its contents, so an unchanged picture is not drawn again.
    if (!this.#stale && this.#drawn && same(drawing, this.#drawn)) return;
    this.#stale = false;
    this.#drawn = drawing;
    const gl = this.#gl;
    const { width, height } = drawing;
    const largest = Math.min(width / frame.width, height / frame.height);
    const most = this.#accelerated ? longestSide / Math.max(frame.width, frame.height) : 1;
    const scale = Math.min(largest, most);
    const drawn = { width: Math.round(frame.width * scale), height: Math.round(frame.height * scale) };
    if (this.canvas.width !== drawn.width || this.canvas.height !== drawn.height) {
      Object.assign(this.canvas, drawn);
    }
    gl.viewport(0, 0, drawn.width, drawn.height);
    const sharp = drawing.rendering === 'pixelated';
    const former = resources.frames[1];
    // On a CPU, two frames take twice as long.
    if (drawing.former && former.width > 0 && this.#accelerated) {
      this.#drawFrame(resources, former, drawing.former, sharp, 1);
      this.#drawFrame(resources, frame, drawing.front, sharp, drawing.opacity);
    } else this.#drawFrame(resources, frame, drawing.front, sharp, 1);
  }

  /**
   * Draws the last picture over the whole of another canvas; false if there is none, or the context is lost.
   */
  copyTo(context: CanvasRenderingContext2D): boolean {
    const drawn = this.#drawn;
    if (this.size.width === 0 || drawn === undefined) return false;
    const { width, height } = context.canvas;
    // A drawing buffer cannot be read after presentation, so the picture is drawn again.
    this.#stale = true;
    this.draw({ ...drawn, width, height });
    context.drawImage(this.canvas, 0, 0, width, height);
    this.#stale = true;
    this.draw(drawn);
    return true;
  }

  close(): void {
    this.canvas.remove();
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #drawFrame(
    { turn, mesh, grid }: Resources,
    frame: FrameTexture,
    placement: Placement,
    sharp: boolean,
    opacity: number,
  ): void {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, frame.texture);
    const begin = ({ program, uniforms }: Program) => {
      gl.useProgram(program);
      gl.uniform2f(uniforms.size, frame.width, frame.height);
      gl.uniform1i(uniforms.sharp, sharp ? 1 : 0);
      gl.uniform1f(uniforms.opacity, opacity);
      return uniforms;
    };
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.clear(gl.DEPTH_BUFFER_BIT);
    if (placement.mesh !== undefined && frame.mesh !== undefined) {
      const uniforms = begin(mesh);
      gl.uniformMatrix3fv(uniforms.linear, true, Float32Array.from(placement.mesh.linear));
      gl.uniform3fv(uniforms.offset, placement.mesh.offset);
      gl.uniform1f(uniforms.unit, frame.width / this.canvas.width);
      const part = (torn: boolean) => gl.uniform1i(uniforms.torn, torn ? 1 : 0);
      this.#paintMesh(grid, frame, frame.mesh, part, opacity < 1);
    }
    // The rest, which is most of the time nothing.
    if (opacity === 1 || frame.mesh === undefined) {
      const uniforms = begin(turn);
      // WebGL 2 can transpose, so the row-major matrix is passed as it is.
      gl.uniformMatrix3fv(uniforms.homography, true, Float32Array.from(placement.homography));
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    }
    gl.disable(gl.DEPTH_TEST);
  }

  /** `part` says whether the triangles that are painted next are torn. */
  #paintMesh(
    grid: Resources['grid'],
    { depths, indices }: FrameTexture,
    mesh: FrameMesh,
    part: (torn: boolean) => void,
    blended: boolean,
  ): void {
    const gl = this.#gl;
    if (grid.columns !== mesh.columns || grid.rows !== mesh.rows) fillGrid(gl, grid, mesh);
    for (const [location, buffer, numbers] of [
      [0, grid.at, 2],
      [1, depths, 4],
    ] as const) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.vertexAttribPointer(location, numbers, gl.FLOAT, false, 0, 0);
      gl.enableVertexAttribArray(location);
    }
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, indices);
    const paint = () => {
      part(false);
      gl.drawElements(gl.TRIANGLES, mesh.whole, gl.UNSIGNED_SHORT, 0);
      part(true);
      gl.drawElements(gl.TRIANGLES, mesh.count - mesh.whole, gl.UNSIGNED_SHORT, 2 * mesh.whole);
    };
    if (blended) {
      // Depth first, so that only the nearest surface of each pixel is blended.
      gl.colorMask(false, false, false, false);
      paint();
      gl.colorMask(true, true, true, true);
      gl.enable(gl.BLEND);
    }
    paint();
    gl.disable(gl.BLEND);
    for (const location of [0, 1]) gl.disableVertexAttribArray(location);
  }
}

function fillGrid(gl: WebGL2RenderingContext, grid: Resources['grid'], { columns, rows }: FrameMesh): void {
  gl.bindBuffer(gl.ARRAY_BUFFER, grid.at);
  gl.bufferData(gl.ARRAY_BUFFER, gridMesh({ columns, rows }).at, gl.STATIC_DRAW);
  Object.assign(grid, { columns, rows });
}

function same(a: Drawing, b: Drawing): boolean {
  const plain = a.rendering === b.rendering && a.width === b.width && a.height === b.height;
  return plain && a.opacity === b.opacity && sameSeen(a.front, b.front) && sameSeen(a.former, b.former);
}

function sameSeen(a: Placement | undefined, b: Placement | undefined): boolean {
  const numbers = (of: Placement | undefined) =>
    of ? [...of.homography, ...(of.mesh ? [...of.mesh.linear, ...of.mesh.offset] : [])] : [];
  const [left, right] = [numbers(a), numbers(b)];
  return (
    left.length === right.length && left.every((value, i) => Math.fround(value) === Math.fround(right[i]))
  );
}

/** Undefined if the shaders cannot be compiled. */
function prepare(gl: WebGL2RenderingContext): Resources | undefined {
  const turn = linkProgram(gl, turnVertexShader, turnFragmentShader);
  const mesh = linkProgram(gl, meshVertexShader, meshFragmentShader);
  if (!turn || !mesh) return undefined;
  gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
  const grid = { columns: 0, rows: 0, at: gl.createBuffer() };
  return { turn, mesh, grid, frames: [emptyFrame(gl), emptyFrame(gl), emptyFrame(gl)] };
}
