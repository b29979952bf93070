import type { SmoothnessFigures } from './smoothness-figures.ts';

/** Figures of a scene with compensation of walking and without; turning is compensated in both. */
export interface SceneFigures {
  scene: string;
  with: SmoothnessFigures;
  without: SmoothnessFigures;
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
      f.jerk.mean.toFixed(3).padStart(7),
      f.jerk.pixels.toFixed(3).padStart(7),
      f.milliseconds.toFixed(0).padStart(6),
    ].join('  ');
  return [
    'A recorded stream on a virtual screen of 60 frames a second; milliseconds are of the software renderer.',
    'scene     walking  eye, as decided           eye, as expected          angle°  changed  jerk of mean, of pixels  ms',
    ...scenes.flatMap(({ scene, with: on, without: off }) => [
      row(scene, 'without', off),
      row(scene, 'with', on),
      `${' '.repeat(19)}eye ${(off.decided.mean / on.decided.mean).toFixed(1)} times nearer; jerk ${(on.jerk.mean / off.jerk.mean).toFixed(2)} of the mean flow, ${(on.jerk.pixels / off.jerk.pixels).toFixed(2)} of pixels`,
    ]),
  ].join('\n');
}
