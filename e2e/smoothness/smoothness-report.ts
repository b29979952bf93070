import type { FlowJerk } from './flow-jerk.ts';
import type { SmoothnessFigures } from './smoothness-figures.ts';

/** Figures of a scene with compensation of walking and without; turning is compensated in both. */
export interface SceneFigures {
  scene: string;
  with: SmoothnessFigures;
  without: SmoothnessFigures;
  /**
   * Jerk of the optical flow of the reference world's own pictures from the player's eye at each frame of the screen: what a
   * perfect picture has of it. None while the player turns alone.
   */
  perfect?: FlowJerk;
}

export function describeSmoothness(scenes: readonly SceneFigures[]): string {
  const cm = (metres: number) => `${(100 * metres).toFixed(1)} cm`;
  const row = (scene: string, way: string, f: SmoothnessFigures) =>
    [
      scene.padEnd(8),
      way.padEnd(7),
      `${cm(f.decided.mean)} (p95 ${cm(f.decided.p95)})`.padEnd(24),
      `${cm(f.expected.mean)} (p95 ${cm(f.expected.p95)})`.padEnd(24),
      f.angle.toFixed(2).padStart(6),
      `${(100 * f.changed).toFixed(1)} %`.padStart(8),
      f.surfaces.mean.toFixed(3).padStart(7),
      f.surfaces.pixels.toFixed(3).padStart(7),
      f.jerk.mean.toFixed(3).padStart(7),
      f.jerk.pixels.toFixed(3).padStart(7),
      f.milliseconds.toFixed(0).padStart(6),
    ].join('  ');
  const share = (a: number, b: number) => (a / b).toFixed(2);
  return [
    'A recorded stream on a virtual screen of 60 frames a second; milliseconds are of the software renderer.',
    'Jerk is that of what is shown of surfaces (of their mean motion, of points), and that of optical flow (of its mean, of pixels).',
    'scene     walking  eye, as decided           eye, as expected          angle°  changed  surfaces, points     flow,  pixels  ms',
    ...scenes.flatMap(({ scene, with: on, without: off, perfect }) => [
      row(scene, 'without', off),
      row(scene, 'with', on),
      [
        `${' '.repeat(19)}eye ${(off.decided.mean / on.decided.mean).toFixed(1)} times nearer`,
        `jerk ${share(on.surfaces.mean, off.surfaces.mean)} and ${share(on.surfaces.pixels, off.surfaces.pixels)} of that of surfaces`,
        `${share(on.jerk.mean, off.jerk.mean)} and ${share(on.jerk.pixels, off.jerk.pixels)} of that of flow`,
      ].join('; '),
      ...(perfect
        ? [
            `${' '.repeat(19)}a perfect picture has ${perfect.mean.toFixed(3)} and ${perfect.pixels.toFixed(3)} of flow, ${share(perfect.mean, off.jerk.mean)} and ${share(perfect.pixels, off.jerk.pixels)} of that without`,
          ]
        : []),
    ]),
  ].join('\n');
}
