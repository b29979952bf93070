import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import { loadMemoryPasses, nativeModule } from '../../native/native-module.ts';
import { HeightGrid } from '../height-grid.ts';
import { boxScene, renderScene } from '../scene.fixture.ts';
import { readWorldSeed } from '../worlds/world-seed.ts';
import { choosePasses, usePasses } from './choose-passes.ts';
import { differenceOf } from './compare-passes.ts';
import type { MemoryPasses, SeenDepth } from './memory-passes.ts';
import { nativePasses } from './native-passes.ts';
import { type PassTrial, smallTrial } from './pass-trial.ts';
import { mostSurfaceSamples } from './surface-pass.ts';
import { typescriptPasses } from './typescript-passes.ts';

const seeds = join(import.meta.dirname, '../../../models/arena/seeds');
const view = { width: 256, height: 144, focal: 176 };

/** A trial of `picture` and `keyframes`, whose other planes are noise of which `share` is zero. */
function trialOf(
  intrinsics: Intrinsics,
  [picture, ...keyframes]: readonly SeenDepth[],
  { imagined = false, leastConfidence = 120, share = 0.6, reach = 24, salt = 1 } = {},
): PassTrial {
  const pixels = intrinsics.width * intrinsics.height;
  const noise = (kind: number) =>
    Uint8Array.from({ length: pixels }, (_, i) => {
      const mixed = Math.imul(Math.imul(i + 1, 0x85ebca6b) ^ (kind * 7919 + salt), 0xc2b2ae35) >>> 0;
      return mixed / 2 ** 32 < share ? 0 : (mixed >>> 3) & 255;
    });
  // Entities are few: 49 pixels around each are left out.
  const entity = noise(1).map((value, i) => (i % 97 === 0 ? value : 0));
  const planes = { entity, coverage: noise(2), confidence: noise(3) };
  return {
    intrinsics,
    view: { ...intrinsics, ...picture, ...planes, imagined, leastConfidence, impossible: undefined },
    keyframes,
    evidence: { weight: 0.7, reach },
  };
}

function scene(pose: Pose): SeenDepth {
  return { pose, inverseDepth: renderScene(boxScene, view, pose).inverseDepth };
}

describe('the small trial', () => {
  it('has something of all that the passes tell apart', () => {
    const { intrinsics, view: trial, keyframes, evidence } = smallTrial();
    const impossible = typescriptPasses.contradictions(intrinsics, trial, keyframes);
    expect(impossible).toContain(1);
    const { free, known, sure } = typescriptPasses.assessNovelty({ ...trial, impossible });
    expect(known).toBeGreaterThan(100);
    expect(free).toBeLessThan(intrinsics.width * intrinsics.height);
    expect(sure).toContain(1);
    const most = mostSurfaceSamples(intrinsics);
    const samples = {
      cells: new Int32Array(2 * most),
      shares: new Float64Array(most),
      walls: new Uint8Array(most),
    };
    const count = typescriptPasses.surfaceSamples(intrinsics, trial, evidence, samples);
    const walls = samples.walls.subarray(0, count).reduce((sum, value) => sum + value, 0);
    expect(walls).toBeGreaterThan(100);
    expect(count - walls).toBeGreaterThan(100);
  });

  it.each([
    'contradictions',
    'assessNovelty',
    'surfaceSamples',
    'measureCoverage',
    'maskCodes',
    'openSky',
    'fillSky',
  ] as const)('finds out when %s does nothing', (pass) => {
    const idle: Partial<MemoryPasses> = {
      contradictions: ({ width, height }) => new Uint8Array(width * height),
      assessNovelty: (inputs) => ({ ...typescriptPasses.assessNovelty(inputs), known: 0 }),
      surfaceSamples: () => 0,
      measureCoverage: () => {},
      maskCodes: () => {},
      openSky: ({ width, height }) => ({ left: width, right: -1, top: height, bottom: -1 }),
      fillSky: () => 0,
    };
    expect(differenceOf(typescriptPasses, { ...typescriptPasses, [pass]: idle[pass] })).toBe(pass);
  });
});

describe('the choice of passes', () => {
  it('is TypeScript where no kernel was built, or none that works here', () => {
    expect(choosePasses('/nowhere/view-kernel.node')).toEqual({
      passes: typescriptPasses,
      reason: 'the native kernel was not built',
    });
    const { passes, reason } = choosePasses(import.meta.filename);
    expect(passes).toBe(typescriptPasses);
    expect(reason).toContain('does not work here');
  });
});

describe.skipIf(!existsSync(nativeModule))('the native passes', () => {
  const native = nativePasses(loadMemoryPasses());

  it('are chosen where the kernel was built', () => {
    expect(choosePasses().passes.name).toBe(native.name);
  });

  it('answer as TypeScript does about scenes of boxes', () => {
    const poses = [0, 1, 2, 3, 4].map((i) => ({ x: i - 2, y: 1.6, z: 1 - i, yaw: 1.3 * i, pitch: -0.1 * i }));
    for (let i = 0; i < poses.length; i++) {
      const turned = [...poses.slice(i), ...poses.slice(0, i)];
      expect(differenceOf(typescriptPasses, native, trialOf(view, turned.map(scene)))).toBeUndefined();
    }
  });

  it('answer as TypeScript does about any picture', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const pose = fc.record({
      x: number(-30, 30),
      y: number(0, 3),
      z: number(-30, 30),
      yaw: number(-3.14, 3.14),
      pitch: number(-1.55, 1.55),
    });
    const input = fc.record({
      width: fc.integer({ min: 4, max: 300 }),
      height: fc.integer({ min: 4, max: 40 }),
      focal: number(5, 300),
      poses: fc.array(pose, { minLength: 1, maxLength: 5 }),
      // Codes up to 13 are sky.
      level: fc.oneof(number(0, 65535), number(1, 16)),
      waves: number(0, 0.3),
      steps: fc.integer({ min: 1, max: 50 }),
      holes: fc.integer({ min: 2, max: 50 }),
      options: fc.record({
        imagined: fc.boolean(),
        leastConfidence: number(0, 256),
        share: number(0, 1),
        reach: number(1, 30),
        salt: fc.nat(1000),
      }),
    });
    fc.assert(
      fc.property(input, ({ poses, level, waves, steps, holes, options, ...intrinsics }) => {
        const { width, height } = intrinsics;
        const pictures = poses.map((at, k) => ({
          pose: at,
          inverseDepth: Uint16Array.from({ length: width * height }, (_, i) => {
            const smooth = 1 + waves * Math.sin((i % width) / 20 + k + Math.floor(i / width) / 7);
            const step = Math.floor((i % width) / steps) % 2 === 0 ? 1 : 1.1;
            return (i * 31 + k) % holes === 0 ? 0 : Math.min(65535, level * smooth * step);
          }),
        }));
        const trial = trialOf(intrinsics, pictures, options);
        expect(differenceOf(typescriptPasses, native, trial)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it.each(['courtyard', 'station'])(
    'make the same grid of the world %s, and the same of its views',
    async (name) => {
      const { keyframes } = await readWorldSeed(join(seeds, name), view);
      const looks = keyframes.filter((_, i) => i % 6 === 0);
      const grids = [typescriptPasses, native].map((passes) => {
        usePasses(passes);
        const grid = new HeightGrid(view);
        for (const { pose, inverseDepth } of looks) {
          grid.add(pose, inverseDepth, 'seed');
          grid.add(
            pose,
            inverseDepth.map((code, i) => code * (1 + 0.02 * Math.sin(i / 20))),
            'drawn',
          );
        }
        return grid.snapshot();
      });
      expect(grids[0].some(({ kind }) => kind.includes(2))).toBe(true);
      expect(grids[1]).toEqual(grids[0]);
      for (let i = 0; i < looks.length; i += 5) {
        const trial = trialOf(view, [...looks.slice(i), ...looks.slice(0, i)].slice(0, 8));
        expect(differenceOf(typescriptPasses, native, trial)).toBeUndefined();
      }
    },
  );

  it('refuse arrays that are too short or of another kind', () => {
    const { intrinsics, view: trial, keyframes, evidence } = smallTrial();
    const short = trial.inverseDepth.subarray(1);
    expect(() => native.assessNovelty({ ...trial, inverseDepth: short })).toThrow(TypeError);
    expect(() => native.assessNovelty({ ...trial, impossible: new Uint8Array(3) })).toThrow(TypeError);
    expect(() =>
      native.contradictions(intrinsics, trial, [{ ...keyframes[0], inverseDepth: short }]),
    ).toThrow(TypeError);
    expect(() => native.maskCodes(trial.inverseDepth, trial.entity, new Uint16Array(5))).toThrow(TypeError);
    const samples = { cells: new Int32Array(4), shares: new Float64Array(5), walls: new Uint8Array(5) };
    expect(() => native.surfaceSamples(intrinsics, trial, evidence, samples)).toThrow(TypeError);
  });
});
