/** A linked program; uniforms that it does not have are null, and setting them does nothing. */
export interface Program {
  program: WebGLProgram;
  uniforms: Record<
    'homography' | 'size' | 'sharp' | 'opacity' | 'linear' | 'offset' | 'torn' | 'unit',
    WebGLUniformLocation | null
  >;
}

/** Undefined if the shaders cannot be compiled, as when the context is lost. */
export function linkProgram(
  gl: WebGL2RenderingContext,
  vertex: string,
  fragment: string,
): Program | undefined {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
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
  const at = (name: string) => gl.getUniformLocation(program, name);
  return {
    program,
    uniforms: {
      homography: at('homography'),
      size: at('size'),
      sharp: at('sharp'),
      opacity: at('opacity'),
      linear: at('linear'),
      offset: at('offset'),
      torn: at('torn'),
      unit: at('unit'),
    },
  };
}
