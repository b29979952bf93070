/** Names of renderers that run on a CPU: Chromium's, Mesa's, Windows's and Apple's. */
const software = /swiftshader|llvmpipe|softpipe|software|basic render/i;
let found: boolean | undefined;

/**
 * Whether the browser draws WebGL 2 on a graphics card. On a CPU, the meshes of walking take a sixth of a second each (Chromium's
 * SwiftShader on two cores), which is worse than what they mend. Browsers do not count a software renderer that was asked for
 * as a performance caveat, so its name is read.
 */
export function rendersInHardware(): boolean {
  found ??= isHardware(rendererName());
  return found;
}

/** Undefined if there is no WebGL 2. */
export function isHardware(renderer: string | undefined): boolean {
  return renderer !== undefined && !software.test(renderer);
}

function rendererName(): string | undefined {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (gl === null) return undefined;
  const name = rendererOf(gl);
  // Browsers allow few contexts at a time.
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return name;
}

/** Name of what draws for a context. */
export function rendererOf(gl: WebGL2RenderingContext): string {
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
  return String(gl.getParameter(unmasked ?? gl.RENDERER));
}
