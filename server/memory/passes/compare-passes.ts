import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import { sampleKeyframe } from '../keyframe-samples.ts';
import { viewCellSize } from './coverage-pass.ts';
import type { CellCoverage, MemoryPasses, SurfaceSamples, ViewedKeyframe } from './memory-passes.ts';
import { type PassTrial, smallTrial } from './pass-trial.ts';
import { mostSurfaceSamples } from './surface-pass.ts';

/** The pass in which two implementations differ in any bit, over a trial; undefined if they agree. */
export function differenceOf(
  first: MemoryPasses,
  second: MemoryPasses,
  trial: PassTrial = smallTrial(),
): keyof MemoryPasses | undefined {
  const [a, b] = [answersOf(first, trial), answersOf(second, trial)];
  for (const [i, { pass, numbers }] of a.entries()) {
    const others = b[i].numbers;
    if (numbers.length !== others.length) return pass;
    for (let k = 0; k < numbers.length; k++) if (numbers[k] !== others[k]) return pass;
  }
  return undefined;
}

interface Answer {
  pass: keyof MemoryPasses;
  numbers: ArrayLike<number>;
}

function answersOf(passes: MemoryPasses, { intrinsics, view, keyframes, evidence }: PassTrial): Answer[] {
  const impossible = passes.contradictions(intrinsics, view, keyframes);
  const { free, known, keep, sure } = passes.assessNovelty({ ...view, impossible });
  const masked = new Uint16Array(view.inverseDepth.length);
  passes.maskCodes(view.inverseDepth, keep, masked);
  const samples = emptySamples(mostSurfaceSamples(intrinsics));
  const count = passes.surfaceSamples(intrinsics, view, evidence, samples);
  const sampled: ViewedKeyframe[] = keyframes.map((keyframe) => ({
    ...keyframe,
    samples: sampleKeyframe(intrinsics, keyframe.pose, keyframe.inverseDepth),
  }));
  const cells = emptyCells(intrinsics, keyframes.length);
  passes.measureCoverage(intrinsics, view.pose, sampled, cells);
  return [
    { pass: 'contradictions', numbers: impossible },
    { pass: 'assessNovelty', numbers: [free, known] },
    { pass: 'assessNovelty', numbers: keep },
    { pass: 'assessNovelty', numbers: sure },
    { pass: 'countUncovered', numbers: [passes.countUncovered(view.coverage)] },
    { pass: 'maskCodes', numbers: masked },
    { pass: 'surfaceSamples', numbers: [count] },
    { pass: 'surfaceSamples', numbers: samples.cells },
    { pass: 'surfaceSamples', numbers: samples.shares },
    { pass: 'surfaceSamples', numbers: samples.walls },
    { pass: 'measureCoverage', numbers: cells.surface },
    { pass: 'measureCoverage', numbers: cells.quality },
    { pass: 'measureCoverage', numbers: cells.nearest },
  ];
}

function emptySamples(most: number): SurfaceSamples {
  return {
    cells: new Int32Array(2 * most),
    shares: new Float64Array(most),
    walls: new Uint8Array(most),
  };
}

function emptyCells({ width, height }: Intrinsics, keyframes: number): CellCoverage {
  const cells = Math.ceil(width / viewCellSize) * Math.ceil(height / viewCellSize);
  return {
    quality: new Float32Array(keyframes * cells),
    surface: new Float32Array(keyframes * cells),
    nearest: new Float32Array(cells),
  };
}
