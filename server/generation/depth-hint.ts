import { sketchRoots } from '../../shared/geometry/sketch-depth.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { ViewRequest } from '../contracts/view.ts';

/**
 * Depths that a view is expected to show where memory knows nothing: root inverse depth of the coarse view,
 * [H/2, W/2]. A negative value only says that nothing is nearer than its absolute value.
 */
export type DepthHint = Float32Array;

/**
 * Known share from which memory knows a pixel of the coarse view. The same as in training
 * (worldroom_training/stages).
 */
export const knownFrom = 0.5;

/** The hint from a request's sketches, or undefined if it has none. */
export function depthHintOf({ sketches, camera }: ViewRequest, manifest: Manifest): DepthHint | undefined {
  if (!sketches || sketches.length === 0) return undefined;
  const { width, height, focal } = manifest.view;
  return sketchRoots(sketches, camera, { width: width / 2, height: height / 2, focal: focal / 2 });
}

/** Share of the coarse view's pixels for which the hint has a depth and memory has none. */
export function hintedShare(hint: DepthHint, coarseConditions: Float32Array): number {
  let hinted = 0;
  for (let i = 0; i < hint.length; i++) if (isHinted(hint, coarseConditions, i)) hinted++;
  return hinted / hint.length;
}

/**
 * Writes hinted depths into one view's coarse conditions [5, H/2, W/2] (colour, root inverse depth, known
 * share). Colour stays 0 and the pixel stays unknown, because `imagine` was trained like this (stages.py).
 */
export function writeHint(hint: DepthHint, coarseConditions: Float32Array): void {
  const pixels = hint.length;
  for (let i = 0; i < pixels; i++) {
    if (!isHinted(hint, coarseConditions, i)) continue;
    for (let channel = 0; channel < 3; channel++) coarseConditions[channel * pixels + i] = 0;
    coarseConditions[3 * pixels + i] = hint[i];
    coarseConditions[4 * pixels + i] = 0;
  }
}

/**
 * Corrects the depth of an imagined coarse view [4, H/2, W/2]. Tokens only approximate the hinted depth, and
 * they may put a surface where the hint says that there is none.
 */
export function enforceHint(hint: DepthHint, coarseConditions: Float32Array, coarse: Float32Array): void {
  const pixels = hint.length;
  for (let i = 0; i < pixels; i++) {
    if (isHinted(hint, coarseConditions, i)) coarse[3 * pixels + i] = hint[i];
    else if (hint[i] < 0 && !isKnown(hint, coarseConditions, i))
      coarse[3 * pixels + i] = Math.min(coarse[3 * pixels + i], -hint[i]);
  }
}

function isHinted(hint: DepthHint, coarseConditions: Float32Array, pixel: number): boolean {
  return hint[pixel] >= 0 && !isKnown(hint, coarseConditions, pixel);
}

function isKnown(hint: DepthHint, coarseConditions: Float32Array, pixel: number): boolean {
  return coarseConditions[4 * hint.length + pixel] >= knownFrom;
}
