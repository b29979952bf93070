import { element } from '../dom/element.ts';
import type { Homography } from './look-homography.ts';
import { fragmentShader, vertexShader } from './reprojection-shaders.ts';
import type { Rendering } from './video-stage.ts';

/** A frame on the graphics card. */
interface FrameTexture {
  texture: WebGLTexture;
  /** Pixels; zeros while it holds no frame. */
  width: number;
  height: number;
}

/** GPU resources. */
interface Resources {
  program: WebGLProgram;
  uniforms: Record<'homography' | 'size' | 'sharp', WebGLUniformLocation | null>;
  /** The frame that is drawn, and the one uploaded next. Their sizes differ where the stream changes its size. */
  frames: [front: FrameTexture, back: FrameTexture];
}

/** Longest side of the canvas in pixels; more costs time without visible detail at the frames' size. */
const longestSide = 2560;

/** Draws frames of a video in another direction of view, with WebGL 2. */
export class Reprojection {
  readonly canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  /** False with a software renderer: then it draws at the frame's size, and the page scales it up. */
  readonly #accelerated: boolean;
  #resources: Resources | undefined;
  /** The homography drawn last, and whether the frame changed since then. */
  readonly #homography = new Float32Array(9);
  #rendering: Rendering | undefined;
  #room = { width: 0, height: 0 };
  #stale = true;

  /** Undefined if the browser has no WebGL 2. */
  static create(): Reprojection | undefined {
    for (const accelerated of [true, false]) {
      const canvas = element('canvas', { class: 'view', 'aria-hidden': 'true' });
      const gl = canvas.getContext('webgl2', {
        alpha: false,
        antialias: false,
        depth: false,
        stencil: false,
        powerPreference: 'low-power',
        failIfMajorPerformanceCaveat: accelerated,
      });
      if (!gl) continue;
      const made = new Reprojection(canvas, gl, accelerated);
      return made.ready ? made : undefined;
    }
    return undefined;
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

  /** Uploads the video's present frame, to be drawn after {@link Reprojection.swap}. False if that failed. */
  upload(video: HTMLVideoElement): boolean {
    if (!this.#resources || video.videoWidth === 0 || video.videoHeight === 0) return false;
    const gl = this.#gl;
    const { frames } = this.#resources;
    // The browser's compositor shows the next frame at any time, between two of these lines too. Where that one has
    // another size, it does not fit into the texture, and is taken again.
    for (let attempt = 0; attempt < 2; attempt++) {
      const { videoWidth: width, videoHeight: height } = video;
      // The front texture stays: it is drawn until the new frame has its mark.
      if (!isOfSize(frames[1], width, height)) {
        gl.deleteTexture(frames[1].texture);
        frames[1] = allocate(gl, width, height);
      }
      gl.bindTexture(gl.TEXTURE_2D, frames[1].texture);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, gl.RGBA, gl.UNSIGNED_BYTE, video);
      if (isOfSize(frames[1], video.videoWidth, video.videoHeight)) break;
    }
    gl.generateMipmap(gl.TEXTURE_2D);
    return true;
  }

  /** Draws the frame that was uploaded last from now on. */
  swap(): void {
    this.#resources?.frames.reverse();
    this.#stale = true;
  }

  /** Pixels of the frame that is drawn; zeros while there is none. */
  get size(): { width: number; height: number } {
    return this.#resources?.frames[0] ?? { width: 0, height: 0 };
  }

  /**
   * Draws the frame. `homography` maps pixels of the picture to pixels of the frame; `width` and `height` are
   * the size available for the picture in pixels of the screen.
   */
  draw(homography: Homography, rendering: Rendering, width: number, height: number): void {
    const frame = this.#resources?.frames[0];
    if (!this.#resources || !frame || frame.width === 0) return;
    // The canvas keeps its contents, so an unchanged picture is not drawn again.
    if (!this.#stale && same(homography, this.#homography) && rendering === this.#rendering) {
      if (width === this.#room.width && height === this.#room.height) return;
    }
    this.#stale = false;
    this.#homography.set(homography);
    this.#rendering = rendering;
    this.#room = { width, height };
    const gl = this.#gl;
    const { program, uniforms } = this.#resources;
    const largest = Math.min(width / frame.width, height / frame.height);
    const most = this.#accelerated ? longestSide / Math.max(frame.width, frame.height) : 1;
    const scale = Math.min(largest, most);
    const drawn = { width: Math.round(frame.width * scale), height: Math.round(frame.height * scale) };
    if (this.canvas.width !== drawn.width || this.canvas.height !== drawn.height) {
      Object.assign(this.canvas, drawn);
    }
    gl.viewport(0, 0, drawn.width, drawn.height);
    gl.useProgram(program);
    gl.bindTexture(gl.TEXTURE_2D, frame.texture);
    // WebGL 2 can transpose, so the row-major matrix is passed as it is.
    gl.uniformMatrix3fv(uniforms.homography, true, this.#homography);
    gl.uniform2f(uniforms.size, frame.width, frame.height);
    gl.uniform1i(uniforms.sharp, rendering === 'pixelated' ? 1 : 0);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  /**
   * Draws the last picture over the whole of another canvas; false if there is none, or the context is lost.
   */
  copyTo(context: CanvasRenderingContext2D): boolean {
    const rendering = this.#rendering;
    if (this.size.width === 0 || rendering === undefined) return false;
    const room = this.#room;
    const { width, height } = context.canvas;
    const homography = Float64Array.from(this.#homography);
    // A drawing buffer cannot be read after presentation, so the picture is drawn again.
    this.#stale = true;
    this.draw(homography, rendering, width, height);
    context.drawImage(this.canvas, 0, 0, width, height);
    this.#stale = true;
    this.draw(homography, rendering, room.width, room.height);
    return true;
  }

  close(): void {
    this.canvas.remove();
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

function isOfSize(frame: FrameTexture, width: number, height: number): boolean {
  return frame.width === width && frame.height === height;
}

function emptyFrame(gl: WebGL2RenderingContext): FrameTexture {
  return { texture: gl.createTexture(), width: 0, height: 0 };
}

/** Room for a frame of this size and its mipmaps. */
function allocate(gl: WebGL2RenderingContext, width: number, height: number): FrameTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  const levels = 1 + Math.floor(Math.log2(Math.max(width, height)));
  gl.texStorage2D(gl.TEXTURE_2D, levels, gl.RGBA8, width, height);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return { texture, width, height };
}

function same(a: Homography, b: Float32Array): boolean {
  for (let i = 0; i < 9; i++) if (Math.fround(a[i]) !== b[i]) return false;
  return true;
}

/** Undefined if the shaders cannot be compiled. */
function prepare(gl: WebGL2RenderingContext): Resources | undefined {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return undefined;
  return {
    program,
    uniforms: {
      homography: gl.getUniformLocation(program, 'homography'),
      size: gl.getUniformLocation(program, 'size'),
      sharp: gl.getUniformLocation(program, 'sharp'),
    },
    frames: [emptyFrame(gl), emptyFrame(gl)],
  };
}
