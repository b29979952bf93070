import type { Flow } from './optical-flow.ts';

/** How unevenly a picture moves, pixels of the picture per frame of the screen squared. */
export interface FlowJerk {
  /** Length of the second difference of the mean flow over the picture: whether the picture as a whole jolts. */
  mean: number;
  /** Mean over the picture of the length of each pixel's second difference of flow. */
  pixels: number;
}

/**
 * Jerk is the change of acceleration. Optical flow between two frames is a velocity, so the jerk of three flows in a row is
 * their second difference: f(k + 1) - 2 f(k) + f(k - 1).
 */
export function jerkOf(before: Flow, now: Flow, after: Flow): FlowJerk {
  let [x, y, pixels] = [0, 0, 0];
  for (let i = 0; i < now.length; i += 2) {
    const dx = after[i] - 2 * now[i] + before[i];
    const dy = after[i + 1] - 2 * now[i + 1] + before[i + 1];
    x += dx;
    y += dy;
    pixels += Math.hypot(dx, dy);
  }
  const count = now.length / 2;
  return { mean: Math.hypot(x, y) / count, pixels: pixels / count };
}

/** Levels of 255 by which a pixel has to differ to be another, and the share of pixels that make another picture. */
const leastLevels = 3;
const leastShare = 0.01;

/** Whether a picture, uint8 [height, width, 3], can be told from the one before it. */
export function changes(before: Uint8Array, now: Uint8Array): boolean {
  let different = 0;
  for (let i = 0; i < now.length; i += 3) {
    const levels = Math.max(
      Math.abs(now[i] - before[i]),
      Math.abs(now[i + 1] - before[i + 1]),
      Math.abs(now[i + 2] - before[i + 2]),
    );
    if (levels >= leastLevels) different++;
  }
  return different >= leastShare * (now.length / 3);
}
