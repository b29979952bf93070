import type { DepthMapSize } from '../../../shared/depth-map.ts';
import type { FrameImage } from '../frame-image.ts';

/** A frame on the graphics card. */
export interface FrameTexture {
  texture: WebGLTexture;
  /** Pixels; zeros while it holds no frame. */
  width: number;
  height: number;
  /** Depths of each vertex of its mesh, and its triangles (mesh-surfaces.ts). */
  depths: WebGLBuffer;
  indices: WebGLBuffer;
  /** Cells of the mesh, and its triangles; undefined for a frame without a depth map. */
  mesh: FrameMesh | undefined;
}

export interface FrameMesh extends DepthMapSize {
  /** Number of indices within one surface, and of all of them. */
  whole: number;
  count: number;
}

export function emptyFrame(gl: WebGL2RenderingContext): FrameTexture {
  return {
    texture: gl.createTexture(),
    width: 0,
    height: 0,
    depths: gl.createBuffer(),
    indices: gl.createBuffer(),
    mesh: undefined,
  };
}

/** Uploads the present frame of a video or a recording; false if there is none. */
export function uploadFrame(gl: WebGL2RenderingContext, frame: FrameTexture, image: FrameImage): boolean {
  if (image.width === 0 || image.height === 0) return false;
  // The browser's compositor shows the next frame at any time, between two of these lines too. Where that one has
  // another size, it does not fit into the texture, and is taken again.
  for (let attempt = 0; attempt < 2; attempt++) {
    const { width, height } = image;
    if (!isOfSize(frame, width, height)) allocate(gl, frame, width, height);
    gl.bindTexture(gl.TEXTURE_2D, frame.texture);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, gl.RGBA, gl.UNSIGNED_BYTE, image.source);
    if (isOfSize(frame, image.width, image.height)) break;
  }
  gl.generateMipmap(gl.TEXTURE_2D);
  frame.mesh = undefined;
  return true;
}

function isOfSize(frame: FrameTexture, width: number, height: number): boolean {
  return frame.width === width && frame.height === height;
}

/** Room for a frame of this size and its mipmaps. */
function allocate(gl: WebGL2RenderingContext, frame: FrameTexture, width: number, height: number): void {
  gl.deleteTexture(frame.texture);
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  const levels = 1 + Math.floor(Math.log2(Math.max(width, height)));
  gl.texStorage2D(gl.TEXTURE_2D, levels, gl.RGBA8, width, height);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  Object.assign(frame, { texture, width, height });
}
