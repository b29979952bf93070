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
  return [
    'A recorded stream on a virtual screen of 60 frames a second; milliseconds are of the software renderer.',
    'Jerk is that of what is shown of surfaces (of their mean motion, of points), and that of optical flow (of its mean, of pixels).',
    'scene     walking  eye, as decided           eye, as expected          angle°  changed  surfaces, points     flow,  pixels  ms',
    ...scenes.flatMap(({ scene, with: on, without: off, perfect }) => [
      row(scene, 'without', off),
      row(scene, 'with', on),
      ...(perfect ? compared(on, off, perfect) : []),
    ]),
  ].join('\n');
}

/** What compensation makes of a walk. */
function compared(on: SmoothnessFigures, off: SmoothnessFigures, perfect: FlowJerk): string[] {
  const both = (a: FlowJerk, b: FlowJerk) =>
    `${(a.mean / b.mean).toFixed(2)} and ${(a.pixels / b.pixels).toFixed(2)}`;
  const nearer = (off.decided.mean / on.decided.mean).toFixed(1);
  const { mean, pixels } = perfect;
  return [
    `eye ${nearer} times nearer; jerk ${both(on.surfaces, off.surfaces)} of that of surfaces; ${both(on.jerk, off.jerk)} of that of flow`,
    `a perfect picture has ${mean.toFixed(3)} and ${pixels.toFixed(3)} of flow, ${both(perfect, off.jerk)} of that without`,
  ].map((line) => `${' '.repeat(19)}${line}`);
}
