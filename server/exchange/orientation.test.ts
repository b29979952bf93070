import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { psnr } from '../../models/evaluation/judges/image-quality.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { testManifest } from '../world/world.fixture.ts';
import { changeTransforms, sceneSeed, writeCapture } from './capture.fixture.ts';
import { readCapture } from './capture.ts';
import { type Orientation, swapsSides, turnLens, turnMatrix } from './frames/orientation.ts';
import type { TransformMatrix } from './transforms.ts';
import { imageCapture, importCapture } from './world-import.ts';

/** Twice the size of the pack's views, so that pictures are downscaled. */
const view = { width: 128, height: 96, focal: 80 };
const poses: readonly Pose[] = [
  { x: 0, y: 1.6, z: -2, yaw: 0.3, pitch: -0.1 },
  { x: -2, y: 1.6, z: -1, yaw: 2, pitch: 0.05 },
];
const orientations: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];
/** The inverse orientation. */
const inverse = (orientation: Orientation): Orientation =>
  orientation === 6 ? 8 : orientation === 8 ? 6 : orientation;

let work: string;
let truth: Keyframe[];

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'orientation-'));
  const plain = join(work, 'plain');
  await writeCapture(plain, sceneSeed(view, poses), { view, foreign: true });
  truth = await imported(plain);
});
afterEach(() => rm(work, { recursive: true }));

async function imported(folder: string): Promise<Keyframe[]> {
  const options = { manifest: testManifest, path: folder, title: 'Boxes', keyframes: 256 };
  return (await importCapture(await readCapture(folder), options)).keyframes;
}

/** Stores a picture's pixels turned, so that `orientation` in its metadata makes them upright. */
async function store(file: string, orientation: Orientation, tagged: boolean): Promise<void> {
  const kind = (await sharp(file).metadata()).depth === 'ushort' ? 'grey16' : 'srgb';
  // sharp's own EXIF rotation turns the pixels, so that the test is independent of the tested code.
  const metadata = { orientation: inverse(orientation) };
  const tag = await sharp(file).toColourspace(kind).withMetadata(metadata).png().toBuffer();
  const stored = await sharp(tag).autoOrient().toColourspace(kind).png().toBuffer();
  const picture = sharp(stored).toColourspace(kind);
  await (tagged ? picture.withMetadata({ orientation }) : picture).png().toFile(file);
}

interface Taken {
  orientation: Orientation;
  /** Whether depth, mask and sky are stored like the picture, or upright. */
  depth: 'stored' | 'upright';
}

/** The scene taken by a camera in another orientation. */
async function takeTurned({ orientation, depth }: Taken): Promise<string> {
  const folder = join(work, 'turned');
  await writeCapture(folder, sceneSeed(view, poses), { view, foreign: true });
  for (const name of ['00000.png', '00001.png']) {
    await store(join(folder, 'images', name), orientation, true);
    if (depth === 'stored') {
      for (const kind of ['depths', 'masks', 'sky'])
        await store(join(folder, kind, name), orientation, false);
    }
  }
  return folder;
}

function expectSame(keyframes: readonly Keyframe[]): void {
  expect(keyframes).toHaveLength(truth.length);
  for (const [i, { rgb, inverseDepth, pose }] of keyframes.entries()) {
    for (const key of ['x', 'y', 'z', 'yaw', 'pitch'] as const) {
      expect(pose[key]).toBeCloseTo(truth[i].pose[key], 5);
    }
    expect(psnr(rgb, truth[i].rgb)).toBeGreaterThan(40);
    const near = inverseDepth.filter(
      (code, k) => Math.abs(code - truth[i].inverseDepth[k]) <= 1 + 0.02 * code,
    );
    expect(near.length / inverseDepth.length).toBeGreaterThan(0.99);
  }
}

describe('pictures with an EXIF orientation', () => {
  test.each(orientations)(
    '%i become upright, with intrinsics and poses of the upright picture',
    async (orientation) => {
      expectSame(await imported(await takeTurned({ orientation, depth: 'stored' })));
    },
  );

  test.each([5, 6, 7, 8] as const)(
    '%i keep depths and masks that are upright already',
    async (orientation) => {
      expectSame(await imported(await takeTurned({ orientation, depth: 'upright' })));
    },
  );

  test.each([3, 6, 8] as const)(
    '%i become upright, with intrinsics and poses of the stored pixels',
    async (orientation) => {
      const folder = await takeTurned({ orientation, depth: 'stored' });
      await changeTransforms(folder, (content) => {
        const swaps = swapsSides(orientation);
        Object.assign(content, {
          w: swaps ? view.height : view.width,
          h: swaps ? view.width : view.height,
          cx: (swaps ? view.height : view.width) / 2,
          cy: (swaps ? view.width : view.height) / 2,
        });
        for (const frame of content.frames) {
          frame.transform_matrix = turnMatrix(
            frame.transform_matrix as TransformMatrix,
            inverse(orientation),
          );
        }
      });
      expectSame(await imported(folder));
    },
  );

  test.each([5, 6, 7, 8] as const)(
    '%i become upright, with intrinsics of the stored pixels and level poses',
    async (orientation) => {
      const folder = await takeTurned({ orientation, depth: 'stored' });
      await changeTransforms(folder, (content) => {
        Object.assign(content, { w: view.height, h: view.width, cx: view.height / 2, cy: view.width / 2 });
      });
      expectSame(await imported(folder));
    },
  );

  test('become upright if the capture has no sizes', async () => {
    const folder = await takeTurned({ orientation: 6, depth: 'stored' });
    await changeTransforms(folder, (content) => {
      for (const key of ['w', 'h', 'cx', 'cy', 'fl_x', 'fl_y']) delete content[key];
      content.camera_angle_x = 2 * Math.atan(view.width / 2 / view.focal);
    });
    expectSame(await imported(folder));
  });

  test('are 1 to 8, and any other number counts as none', async () => {
    const folder = await takeTurned({ orientation: 1, depth: 'stored' });
    const file = join(folder, 'images/00000.png');
    const bytes = await sharp(file).withMetadata({ orientation: 1 }).jpeg({ quality: 100 }).toBuffer();
    // The tag's value, as a little-endian or big-endian SHORT in the first directory of TIFF.
    const at = bytes.indexOf(Buffer.from([0x12, 0x01, 0x03, 0x00]));
    const [tag, value] = at < 0 ? [bytes.indexOf(Buffer.from([0x01, 0x12, 0x00, 0x03])), 9] : [at, 8];
    expect(tag).toBeGreaterThan(0);
    bytes[tag + value] = 42;
    await writeFile(file, bytes);
    expectSame(await imported(folder));
  });

  test('are rejected with both sizes if neither is that of the frame', async () => {
    const folder = await takeTurned({ orientation: 6, depth: 'stored' });
    await changeTransforms(folder, (content) => {
      content.w = 100;
    });
    await expect(readCapture(folder)).rejects.toThrow(
      /is 96 x 128 \(128 x 96 when its EXIF orientation 6 is heeded\), but its frame says 100 x 96/,
    );
  });

  test('are rejected with the sizes of picture and depth if their aspect ratios differ', async () => {
    const folder = await takeTurned({ orientation: 6, depth: 'stored' });
    const depth = join(folder, 'depths/00000.png');
    await sharp(new Uint16Array(80 * 80).fill(900), { raw: { width: 80, height: 80, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toFile(depth);
    await expect(imported(folder)).rejects.toThrow(
      /is 80 x 80, another shape than its image of 128 x 96, which is 96 x 128 before its EXIF orientation 6/,
    );
  });

  test('that were lost leave a depth on its side, which is reported', async () => {
    const folder = await takeTurned({ orientation: 6, depth: 'stored' });
    for (const name of ['00000.png', '00001.png']) {
      const file = join(folder, 'images', name);
      await sharp(await sharp(file).autoOrient().toBuffer()).toFile(file);
    }
    await expect(imported(folder)).rejects.toThrow(/is 96 x 128, another shape.*lies on its side/);
  });
});

describe('a single image', () => {
  test.each(['stored', 'upright'] as const)('on its side is upright, with its depth %s', async (depth) => {
    const folder = await takeTurned({ orientation: 6, depth });
    const given = { fieldOfView: 2 * Math.atan(view.width / 2 / view.focal), pitch: poses[0].pitch };
    const world = async (from: string) => {
      const files = { image: join(from, 'images/00000.png'), depth: join(from, 'depths/00000.png') };
      const options = { manifest: testManifest, path: from, title: 'Boxes', keyframes: 1, up: 'z' as const };
      return importCapture(await imageCapture({ ...files, ...given }), options);
    };
    const plain = await world(join(work, 'plain'));
    const turned = await world(folder);
    expect(turned.keyframes[0].pose).toEqual(plain.keyframes[0].pose);
    expect(turned.keyframes[0].inverseDepth).toEqual(plain.keyframes[0].inverseDepth);
    expect(psnr(turned.keyframes[0].rgb, plain.keyframes[0].rgb)).toBeGreaterThan(40);
  });
});

test('a lens that is turned four times equals the original, including distortion', () => {
  const lens = {
    width: 640,
    height: 480,
    focalX: 500,
    focalY: 510,
    centreX: 300,
    centreY: 250,
    distortion: [0.1, -0.02, 0.003, 0.004, -0.005] as const,
  };
  let turned = turnLens(lens, 6);
  expect(turned).toMatchObject({
    width: 480,
    height: 640,
    focalX: 510,
    focalY: 500,
    centreX: 230,
    centreY: 300,
  });
  expect(turned.distortion).toEqual([0.1, -0.02, 0.003, -0.005, -0.004]);
  for (let i = 0; i < 3; i++) turned = turnLens(turned, 6);
  expect(turned).toEqual(lens);
  for (const orientation of orientations) {
    expect(turnLens(turnLens(lens, orientation), inverse(orientation))).toEqual(lens);
  }
});
