import type { Look } from '../look.ts';
import type { Theme } from '../world.ts';
import { smoothNoise } from './textures.ts';

/** Sun, sky and air at one time of day in one world. Colours are display values in about [0, 1]. */
export interface Daylight {
  /** Towards the sun, unit length. */
  sunX: number;
  sunY: number;
  sunZ: number;
  /** Light on a face that is perpendicular to the sun, and ambient light. */
  sun: [number, number, number];
  /** From above and from below; other faces get a mixture. */
  ambientSky: [number, number, number];
  ambientGround: [number, number, number];
  zenith: [number, number, number];
  horizon: [number, number, number];
  /** Added to the sky towards the sun. */
  glow: [number, number, number];
  cloud: [number, number, number];
  cloudCover: number;
  cloudShift: number;
  /** Share of light lost per metre. */
  fogDensity: number;
  /** Opacity of the fog on the sky, 0 to 1. */
  skyFog: number;
  /** The look applied to surfaces; undefined = none. */
  look: Look | undefined;
}

/** Keyframes of the day in the sense of animation: morning, noon, dusk. */
const day = [
  {
    elevation: 0.52,
    sun: [0.68, 0.56, 0.38],
    sky: [0.54, 0.59, 0.7],
    ground: [0.46, 0.45, 0.46],
    zenith: [0.24, 0.52, 0.9],
    horizon: [0.93, 0.86, 0.74],
    glow: [0.4, 0.28, 0.1],
    cloud: [1, 0.95, 0.88],
  },
  {
    elevation: 0.96,
    sun: [0.58, 0.54, 0.46],
    sky: [0.55, 0.6, 0.68],
    ground: [0.48, 0.48, 0.5],
    zenith: [0.13, 0.45, 0.93],
    horizon: [0.7, 0.87, 0.98],
    glow: [0.22, 0.2, 0.14],
    cloud: [1, 1, 1],
  },
  {
    elevation: 0.34,
    sun: [0.72, 0.42, 0.18],
    sky: [0.5, 0.46, 0.6],
    ground: [0.42, 0.37, 0.45],
    zenith: [0.2, 0.24, 0.58],
    horizon: [0.98, 0.58, 0.38],
    glow: [0.5, 0.26, 0.02],
    cloud: [1, 0.72, 0.62],
  },
] as const;

/** `timeOfDay` 0 = morning, 0.5 = noon, 1 = dusk; `fog` 0 = clear to 1 = thick. */
export function daylight(theme: Theme, timeOfDay: number, fog: number): Daylight {
  const position = Math.max(0, Math.min(1, timeOfDay)) * 2;
  const from = day[position < 1 ? 0 : 1];
  const to = day[position < 1 ? 1 : 2];
  const share = position < 1 ? position : position - 1;
  const smooth = share * share * (3 - 2 * share);
  const between = (a: readonly number[], b: readonly number[]): [number, number, number] => [
    a[0] + (b[0] - a[0]) * smooth,
    a[1] + (b[1] - a[1]) * smooth,
    a[2] + (b[2] - a[2]) * smooth,
  ];
  const elevation = from.elevation + (to.elevation - from.elevation) * smooth;
  const zenith = between(from.zenith, to.zenith);
  const tint = theme.skyTint - 0.5;
  return {
    sunX: Math.sin(theme.sunAzimuth) * Math.cos(elevation),
    sunY: Math.sin(elevation),
    sunZ: Math.cos(theme.sunAzimuth) * Math.cos(elevation),
    sun: between(from.sun, to.sun),
    ambientSky: between(from.sky, to.sky),
    ambientGround: between(from.ground, to.ground),
    zenith: [zenith[0] + 0.12 * tint, zenith[1] - 0.14 * tint, zenith[2]],
    horizon: between(from.horizon, to.horizon),
    glow: between(from.glow, to.glow),
    cloud: between(from.cloud, to.cloud),
    cloudCover: theme.cloudCover,
    cloudShift: theme.cloudShift,
    fogDensity: 0.004 + 0.16 * fog * fog,
    skyFog: 0.85 * fog,
    look: undefined,
  };
}

export const cloudSize = 128;

/** Cloud thickness over a repeating square plane, [cloudSize, cloudSize]. */
export const clouds = paintClouds();

function paintClouds(): Float64Array {
  const map = new Float64Array(cloudSize * cloudSize);
  for (let row = 0; row < cloudSize; row++) {
    for (let column = 0; column < cloudSize; column++) {
      const u = column / cloudSize;
      const v = row / cloudSize;
      map[row * cloudSize + column] =
        0.56 * smoothNoise(u * 6, v * 6, 6, 31) +
        0.28 * smoothNoise(u * 13, v * 13, 13, 32) +
        0.16 * smoothNoise(u * 27, v * 27, 27, 33);
    }
  }
  return map;
}

/** Writes the sky's colour (0 to 255) in direction (dx, dy, dz), of any length, to out[0..2]. */
export function skyColour(light: Daylight, dx: number, dy: number, dz: number, out: Float64Array): void {
  const inverseLength = 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
  const up = dy * inverseLength;
  const above = Math.max(up, 0);
  const low = (1 - above) * (1 - above);
  const haze = low * low * (1 - light.skyFog) + light.skyFog;
  const towards = (dx * light.sunX + dy * light.sunY + dz * light.sunZ) * inverseLength;
  const near = towards > 0 ? towards * towards : 0;
  const near8 = near * near * near * near;
  const glow = 0.45 * near + 0.9 * near8;
  let r = light.zenith[0] + (light.horizon[0] - light.zenith[0]) * haze + light.glow[0] * glow;
  let g = light.zenith[1] + (light.horizon[1] - light.zenith[1]) * haze + light.glow[1] * glow;
  let b = light.zenith[2] + (light.horizon[2] - light.zenith[2]) * haze + light.glow[2] * glow;
  if (up > 0.04) {
    const reach = (0.9 * cloudSize) / (6 * (up + 0.16) * Math.sqrt(dx * dx + dy * dy + dz * dz));
    const thickness = cloudAt(dx * reach + light.cloudShift * cloudSize, dz * reach);
    const edge = 0.72 - 0.34 * light.cloudCover;
    const raw = (thickness - edge) / 0.16;
    const fade = Math.min((up - 0.04) * 6, 1);
    const dense = (raw < 0 ? 0 : Math.min(raw, 1)) * fade * (1 - light.skyFog) * 0.9;
    const shade = 1 - 0.1 * (raw > 1 ? Math.min(raw - 1, 1) : 0);
    r += (light.cloud[0] * shade - r) * dense;
    g += (light.cloud[1] * shade - g) * dense;
    b += (light.cloud[2] * shade - b) * dense;
  }
  out[0] = r > 1 ? 255 : 255 * r;
  out[1] = g > 1 ? 255 : 255 * g;
  out[2] = b > 1 ? 255 : 255 * b;
}

/** Bilinear. */
function cloudAt(x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const column = x0 & (cloudSize - 1);
  const nextColumn = (x0 + 1) & (cloudSize - 1);
  const row = (y0 & (cloudSize - 1)) * cloudSize;
  const nextRow = ((y0 + 1) & (cloudSize - 1)) * cloudSize;
  const top = clouds[row + column] + (clouds[row + nextColumn] - clouds[row + column]) * fx;
  const bottom = clouds[nextRow + column] + (clouds[nextRow + nextColumn] - clouds[nextRow + column]) * fx;
  return top + (bottom - top) * fy;
}

/** Fog colour (0 to 255) in a direction: the sky's at the horizon, warmer towards the sun. */
export function fogColour(light: Daylight, dx: number, dz: number, length: number, out: Float64Array): void {
  const towards = (dx * light.sunX + dz * light.sunZ) / length;
  const glow = towards > 0 ? 0.45 * towards * towards : 0;
  for (let channel = 0; channel < 3; channel++) {
    const value = light.horizon[channel] + light.glow[channel] * glow;
    out[channel] = value > 1 ? 255 : 255 * value;
  }
}
