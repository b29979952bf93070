import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeDepth, skyCode } from '../../shared/geometry/inverse-depth.ts';
import { isDrawn } from '../contracts/keyframe.ts';
import { shrunk } from '../contracts/picture.ts';
import { boxScene, renderScene } from '../memory/scene.fixture.ts';
import { testManifest } from '../world/world.fixture.ts';
import { sceneSeed, writeCapture } from './capture.fixture.ts';
import { readCapture } from './capture.ts';
import { transformsSchema } from './transforms.ts';
import { exportedPath } from './world-export.ts';
import { importCapture } from './world-import.ts';

const { view } = testManifest;
const world = sceneSeed(view);
const options = { manifest: testManifest, path: 'capture', title: 'Boxes', keyframes: 256 };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'));
  // One unknown pixel.
  world.keyframes[0].inverseDepth[7] = 0;
  await writeCapture(folder, world, { view });
});
afterAll(() => rm(folder, { recursive: true }));

async function grey(file: string, type: 'uchar' | 'ushort'): Promise<Uint8Array | Uint16Array> {
  const bytes = await sharp(join(folder, file))
    .toColourspace(type === 'uchar' ? 'b-w' : 'grey16')
    .raw({ depth: type })
    .toBuffer();
  return type === 'uchar' ? bytes : new Uint16Array(Uint8Array.from(bytes).buffer);
}

describe('an exported world', () => {
  test('is a folder in nerfstudio’s layout', async () => {
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(files).toHaveLength(2 * 4 + 2);
    const content = transformsSchema.parse(
      JSON.parse(await readFile(join(folder, 'transforms.json'), 'utf8')),
    );
    expect(content).toMatchObject({
      fl_x: view.focal,
      cx: view.width / 2,
      w: view.width,
      ply_file_path: 'points.ply',
    });
    for (const frame of content.frames) {
      for (const path of [frame.file_path, frame.depth_file_path, frame.mask_path, frame.sky_mask_path]) {
        expect(path).toMatch(exportedPath);
      }
    }
  });

  test('has depth in millimetres, 0 for unknown pixels, and sky in a mask', async () => {
    const { inverseDepth } = world.keyframes[0];
    const depth = await grey('depths/00000.png', 'ushort');
    const known = await grey('masks/00000.png', 'uchar');
    const sky = await grey('sky/00000.png', 'uchar');
    for (const [i, code] of inverseDepth.entries()) {
      const surface = code > skyCode;
      expect(depth[i]).toBe(surface ? Math.round(1000 * decodeDepth(code)) : 0);
      expect(known[i]).toBe(code === 0 ? 0 : 255);
      expect(sky[i]).toBe(code === skyCode ? 255 : 0);
    }
    expect(inverseDepth).toContain(skyCode);
  });

  test('can be imported with its colours, its sky and its world data', async () => {
    const seed = await importCapture(await readCapture(folder), options);
    expect(seed).toMatchObject({ spawns: world.spawns, controls: world.controls, source: world.source });
    for (const [i, { pose, rgb, inverseDepth }] of seed.keyframes.entries()) {
      const before = world.keyframes[i];
      for (const key of ['x', 'y', 'z', 'yaw', 'pitch'] as const)
        expect(pose[key]).toBeCloseTo(before.pose[key]);
      expect(rgb).toEqual(before.rgb);
      for (const [pixel, code] of inverseDepth.entries()) {
        const truth = before.inverseDepth[pixel];
        if (truth <= skyCode) expect(code).toBe(truth);
        // Half a millimetre plus half a code.
        else expect(Math.abs(code - truth)).toBeLessThanOrEqual(1 + (0.0005 * truth) / decodeDepth(truth));
      }
    }
  });

  test('keeps the fine pictures of its keyframes, for packs that show them', async () => {
    const large = { width: 2 * view.width, height: 2 * view.height };
    const [first, second] = world.keyframes;
    const { rgb } = renderScene(boxScene, { ...large, focal: 2 * view.focal }, first.pose);
    const fine = { ...large, rgb };
    const there = join(folder, 'fine');
    await writeCapture(
      there,
      { ...world, keyframes: [{ ...first, rgb: shrunk(fine, 2), fine }, second] },
      { view },
    );
    const sizes = [large];
    const manifest = { ...testManifest, view: { ...view, sizes } };
    const found = (await importCapture(await readCapture(there), { ...options, manifest })).keyframes;
    expect(found.map((keyframe) => keyframe.fine?.width)).toEqual([large.width, undefined]);
    expect(found[0].fine?.rgb).toEqual(rgb);
    expect(found[0].rgb).toEqual(shrunk(fine, 2));
    expect(
      found[0].inverseDepth.filter((code, i) => Math.abs(code - first.inverseDepth[i]) > 40),
    ).toHaveLength(0);
    const [without] = (await importCapture(await readCapture(there), options)).keyframes;
    expect(without.fine).toBeUndefined();
    expect(without.rgb.length).toBe(first.rgb.length);
  });

  test('marks drawn frames and reads the mark again', async () => {
    const [captured, drawn] = world.keyframes;
    const saved = { ...world, keyframes: [captured, { ...drawn, author: 'ann' }] };
    const there = join(folder, 'drawn');
    await writeCapture(there, saved, { view });
    const { keyframes } = await importCapture(await readCapture(there), options);
    expect(keyframes.map(isDrawn)).toEqual([false, true]);
  });

  test('keeps its position: it cannot be scaled or rotated again', async () => {
    const capture = await readCapture(folder);
    await expect(importCapture(capture, { ...options, scale: 2 })).rejects.toThrow(/worldroom.*--scale/);
  });

  test('keeps the frames that cover most if there are too many', async () => {
    const twins = await readCapture(folder);
    const capture = { ...twins, frames: [twins.frames[0], twins.frames[0], twins.frames[1]] };
    const seed = await importCapture(capture, { ...options, keyframes: 2 });
    const yaws = seed.keyframes.map(({ pose }) => pose.yaw);
    expect(yaws[0]).toBeCloseTo(world.keyframes[0].pose.yaw);
    expect(yaws[1]).toBeCloseTo(world.keyframes[1].pose.yaw);
  });
});
