import { type Intrinsics, writeTransform } from '../../../shared/geometry/camera.ts';
import { sampleKeyframe } from '../keyframe-samples.ts';
import { viewCellSize } from './coverage-pass.ts';
import type { CellCoverage, MemoryPasses, SkyFill, SurfaceSamples, ViewedKeyframe } from './memory-passes.ts';
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
  const sky = new Uint8Array(view.inverseDepth.length);
  const { left, right, top, bottom } = passes.openSky(intrinsics, view.inverseDepth, sky);
  const fill = { ...skyOf(intrinsics, view), mask: sky };
  const plate = { codes: new Uint16Array(sky.length), rgb: new Uint8Array(3 * sky.length) };
  const fills = [undefined, plate.rgb].map((rgb) => passes.fillSky(intrinsics, fill, plate.codes, rgb));
  return [
    { pass: 'openSky', numbers: [left, right, top, bottom] },
    { pass: 'openSky', numbers: sky },
    { pass: 'fillSky', numbers: fills },
    { pass: 'fillSky', numbers: plate.codes },
    { pass: 'fillSky', numbers: plate.rgb },
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

/** A plate that looks a little aside of the view, whose planes stand for colours. */
function skyOf({ width, height }: Intrinsics, view: PassTrial['view']): Omit<SkyFill, 'mask'> {
  const transform = new Float32Array(12);
  const { x, y, z, yaw, pitch } = view.pose;
  writeTransform({ x, y, z, yaw: yaw + 0.1, pitch: pitch + 0.05 }, view.pose, transform, 0);
  const rgb = new Uint8Array(3 * width * height);
  for (const [i, plane] of [view.entity, view.coverage, view.confidence].entries()) {
    rgb.set(plane, i * width * height);
  }
  return {
    rotation: Float64Array.from(transform.filter((_, i) => i % 4 < 3)),
    part: { left: 0, right: width - 1, top: 0, bottom: height - 1 },
    rgb,
  };
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
