/** One triangle that covers the picture, behind everything; `pixel` is in pixels of the frame, v downwards. */
export const turnVertexShader = `#version 300 es
uniform vec2 size;
out vec2 pixel;
void main() {
  vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
  pixel = vec2(corner.x + 1.0, 1.0 - corner.y) * 0.5 * size;
  gl_Position = vec4(corner, 1.0, 1.0);
}
`;

/**
 * Places the vertices of a grid over the frame where a picture from another place shows them (depth-mesh.ts): `place` is in shares
 * of the frame, `depths` the inverse depth of the vertex, and inverse depth and place of what lies behind it (mesh-surfaces.ts).
 * Depth is 1 - 2 * nearest / distance, so that the nearer surface hides the other and nothing is cut off far away. Torn triangles
 * are as far as what they show.
 */
export const meshVertexShader = `#version 300 es
const float nearest = 0.05;
layout(location = 0) in vec2 place;
layout(location = 1) in vec4 depths;
uniform mat3 linear;
uniform vec3 offset;
uniform vec2 size;
uniform bool torn;
out vec2 pixel;
out vec2 behind;
void main() {
  vec3 clip = linear * vec3(place, 1.0) + depths.x * offset;
  pixel = place * size;
  behind = depths.zw * size;
  gl_Position = vec4(clip.xy, clip.z - 2.0 * nearest * (torn ? depths.y : depths.x), clip.z);
}
`;

const inputs = `#version 300 es
precision highp float;
uniform vec2 size;
uniform bool sharp;
uniform float opacity;
uniform sampler2D frame;
in vec2 pixel;
out vec4 colour;

vec3 fetched(vec2 at) {
  return textureLod(frame, at / size, 0.0).rgb;
}

// Whole pixels, with edges as wide as one pixel of the screen, so that they do not shimmer.
vec3 whole(vec2 at, vec2 width) {
  vec2 seam = floor(at + 0.5);
  return fetched(seam + clamp((at - seam) / max(width, vec2(1e-4)), -0.5, 0.5));
}

// Catmull-Rom, in nine bilinear fetches instead of sixteen: sharper than bilinear, without its star shapes.
vec3 smoothed(vec2 at) {
  vec2 centre = floor(at - 0.5) + 0.5;
  vec2 f = at - centre;
  vec2 w0 = f * (-0.5 + f * (1.0 - 0.5 * f));
  vec2 w1 = 1.0 + f * f * (1.5 * f - 2.5);
  vec2 w2 = f * (0.5 + f * (2.0 - 1.5 * f));
  vec2 w3 = f * f * (0.5 * f - 0.5);
  vec2 w12 = w1 + w2;
  vec2 p0 = centre - 1.0;
  vec2 p12 = centre + w2 / w12;
  vec2 p3 = centre + 2.0;
  vec3 sum =
    (fetched(vec2(p0.x, p0.y)) * w0.x + fetched(vec2(p12.x, p0.y)) * w12.x + fetched(vec2(p3.x, p0.y)) * w3.x) * w0.y +
    (fetched(vec2(p0.x, p12.y)) * w0.x + fetched(vec2(p12.x, p12.y)) * w12.x + fetched(vec2(p3.x, p12.y)) * w3.x) * w12.y +
    (fetched(vec2(p0.x, p3.y)) * w0.x + fetched(vec2(p12.x, p3.y)) * w12.x + fetched(vec2(p3.x, p3.y)) * w3.x) * w3.y;
  return clamp(sum, 0.0, 1.0);
}

vec4 shown(vec2 at, vec2 width) {
  vec2 inside = clamp(at, vec2(0.5), size - 0.5);
  vec3 seen = sharp ? whole(inside, width) : smoothed(inside);
  float beyond = max(0.0, distance(at, inside) - 0.5);
  if (beyond > 0.0) {
    vec3 border = textureLod(frame, inside / size, min(5.0, log2(1.0 + beyond))).rgb;
    seen = mix(seen, border, min(1.0, beyond));
  }
  return vec4(seen, opacity);
}
`;

/**
 * Fetches each pixel of the picture from the frame. Beyond the frame, its border pixels continue, with blur
 * that grows with distance (smaller mipmaps). At the edge of the picture that looks like more floor, wall or
 * sky. Black bars would flash, and pixels of older frames would tear at every step sideways.
 */
export const turnFragmentShader = `${inputs}
uniform mat3 homography;

void main() {
  vec3 ray = homography * vec3(pixel, 1.0);
  vec2 at = ray.xy / max(ray.z, 1e-3);
  colour = shown(at, fwidth(at));
}
`;

/**
 * The same for a mesh, whose pixels come from its vertices' places in the frame. Where the eye has moved, a triangle between two
 * surfaces is stretched over what neither shows. That is more of the farther one than of the nearer one, so it gets the farther
 * one's colours, the more the triangle is stretched; `unit` is the pixels of the frame in one of the screen.
 */
export const meshFragmentShader = `${inputs}
uniform bool torn;
uniform float unit;
in vec2 behind;
void main() {
  vec2 right = dFdx(pixel);
  vec2 down = dFdy(pixel);
  colour = shown(pixel, abs(right) + abs(down));
  if (torn) {
    float kept = abs(right.x * down.y - right.y * down.x) / (unit * unit);
    vec3 farther = textureLod(frame, clamp(behind, vec2(0.5), size - 0.5) / size, 1.0).rgb;
    colour.rgb = mix(farther, colour.rgb, smoothstep(0.2, 0.6, kept));
  }
}
`;
