import type { Look, Rgb } from './look.ts';
import type { Daylight } from './rendering/sky.ts';

/** The looks in which the same geometry can be rendered; `plain` changes nothing. */
export const lookNames = ['plain', 'red quarter', 'frost', 'jungle'] as const;
export type LookName = (typeof lookNames)[number];

/** All looks except `plain`. */
export const looks: Readonly<Record<Exclude<LookName, 'plain'>, Look>> = {
  'red quarter': {
    fade: 0.45,
    tint: [1.12, 0.58, 0.5],
    cover: [0.55, 0.26, 0.22],
    covered: 0.25,
    sun: [1.05, 0.78, 0.68],
    ambient: [1.04, 0.8, 0.76],
    zenith: [0.42, 0.12, 0.18],
    horizon: [0.9, 0.44, 0.34],
    turned: 0.6,
  },
  frost: {
    fade: 0.55,
    tint: [0.86, 0.98, 1.12],
    cover: [0.9, 0.94, 0.98],
    covered: 0.6,
    sun: [0.92, 0.97, 1.02],
    ambient: [0.94, 1, 1.08],
    zenith: [0.6, 0.75, 0.9],
    horizon: [0.87, 0.93, 0.99],
    turned: 0.55,
  },
  jungle: {
    fade: 0.4,
    tint: [0.62, 1.02, 0.5],
    cover: [0.2, 0.42, 0.16],
    covered: 0.4,
    sun: [0.95, 1.02, 0.72],
    ambient: [0.84, 1, 0.82],
    zenith: [0.2, 0.5, 0.44],
    horizon: [0.72, 0.88, 0.58],
    turned: 0.55,
  },
};

/** Applies a look to the light of a day (sky.ts). */
export function lookAt(day: Daylight, look: Look): Daylight {
  const times = (a: Rgb, b: Rgb): [number, number, number] => [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
  const turn = (from: Rgb, to: Rgb): [number, number, number] => [
    from[0] + (to[0] - from[0]) * look.turned,
    from[1] + (to[1] - from[1]) * look.turned,
    from[2] + (to[2] - from[2]) * look.turned,
  ];
  return {
    ...day,
    look,
    sun: times(day.sun, look.sun),
    ambientSky: times(day.ambientSky, look.ambient),
    ambientGround: times(day.ambientGround, look.ambient),
    zenith: turn(day.zenith, look.zenith),
    horizon: turn(day.horizon, look.horizon),
    glow: times(day.glow, look.sun),
    cloud: turn(day.cloud, look.horizon),
  };
}

/** Applies a look to a surface's own colour (0 to 255), in place. */
export function lookAtSurface(texel: Float64Array, look: Look, facesUp: boolean): void {
  const grey = 0.3 * texel[0] + 0.59 * texel[1] + 0.11 * texel[2];
  const covered = facesUp ? look.covered : 0;
  for (let channel = 0; channel < 3; channel++) {
    const own = (texel[channel] + (grey - texel[channel]) * look.fade) * look.tint[channel];
    texel[channel] = own + (255 * look.cover[channel] - own) * covered;
  }
}
