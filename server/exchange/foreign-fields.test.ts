import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Keyframe } from '../contracts/keyframe.ts';
import { testManifest } from '../world/world.fixture.ts';
import { changeTransforms, sceneSeed, writeCapture } from './capture.fixture.ts';
import { readCapture } from './capture.ts';
import { transformsFile } from './transforms.ts';
import { importCapture } from './world-import.ts';

const view = { width: 64, height: 48, focal: 40 };
let work: string;
let capture: string;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'fields-'));
  capture = join(work, 'capture');
  await writeCapture(capture, sceneSeed(view), { view, foreign: true });
});
afterEach(() => rm(work, { recursive: true }));

async function imported(): Promise<Keyframe[]> {
  const options = { manifest: testManifest, path: capture, title: 'Boxes', keyframes: 256 };
  return (await importCapture(await readCapture(capture), options)).keyframes;
}

type Content = Parameters<Parameters<typeof changeTransforms>[1]>[0];
const intrinsics = ['w', 'h', 'cx', 'cy', 'fl_x', 'fl_y', 'camera_model', 'k1', 'k2', 'p1', 'p2'];
const angle = (pixels: number) => 2 * Math.atan(pixels / 2 / view.focal);

describe('fields in other programs’ notation give the same world', () => {
  test.each<[what: string, change: (content: Content) => void]>([
    [
      'an angle in the place of a focal length, and no size',
      (content) => {
        for (const key of intrinsics) delete content[key];
        content.camera_angle_x = angle(view.width);
      },
    ],
    [
      'an angle for each frame, across and down',
      (content) => {
        for (const key of intrinsics) delete content[key];
        const angles = { camera_angle_x: angle(view.width), camera_angle_y: angle(view.height) };
        content.frames = content.frames.map((frame) => ({ ...frame, ...angles }));
      },
    ],
    [
      'intrinsics in each frame, and wrong ones for all',
      (content) => {
        const { w, h, cx, cy, fl_x, fl_y } = content;
        content.frames = content.frames.map((frame) => ({ ...frame, w, h, cx, cy, fl_x, fl_y }));
        Object.assign(content, { w: 1, h: 1, cx: 0, cy: 0, fl_x: 7, fl_y: 7 });
      },
    ],
    [
      'other names of fields',
      (content) => {
        const { w, h, fl_x, fl_y, ...rest } = content;
        for (const key of Object.keys(content)) delete content[key];
        Object.assign(content, rest, { width: w, height: h, fx: fl_x, fy: fl_y });
        content.frames = rest.frames.map(({ file_path, depth_file_path, mask_path, ...frame }) => ({
          ...frame,
          image_path: file_path,
          depth_path: depth_file_path,
          mask_file_path: mask_path,
        }));
      },
    ],
    [
      'matrices of three rows',
      (content) => {
        for (const frame of content.frames) {
          frame.transform_matrix = (frame.transform_matrix as number[][]).slice(0, 3);
        }
      },
    ],
    [
      'a last row with the rounding of 32 bits',
      (content) => {
        for (const frame of content.frames) {
          frame.transform_matrix = [
            ...(frame.transform_matrix as number[][]).slice(0, 3),
            [0, 1e-9, 0, 0.99999994],
          ];
        }
      },
    ],
    [
      'fields that are null or empty',
      (content) => {
        Object.assign(content, { k4: null, depth_unit_scale_factor: null, applied_transform: null });
        for (const frame of content.frames) Object.assign(frame, { cx: null, sky_path: null, k1: null });
      },
    ],
    [
      "fields that are other programs' own",
      (content) => {
        Object.assign(content, {
          aabb_scale: 16,
          scale: 0.33,
          offset: [0.5, 0.5, 0.5],
          is_fisheye: false,
          k3: 0,
          k4: 0,
          applied_transform: [
            [0, 1, 0, 3],
            [1, 0, 0, 0],
            [0, 0, -1, 0],
          ],
          applied_scale: 0.5,
          orientation_override: 'none',
          ply_file_path: 7,
          enable_depth_loading: true,
        });
        for (const frame of content.frames) {
          Object.assign(frame, { sharpness: 30.1, colmap_im_id: 3, rotation: 0.01, timestamp: 1e15 });
        }
      },
    ],
    [
      'a camera model in small letters',
      (content) => void Object.assign(content, { camera_model: 'pinhole' }),
    ],
    [
      "nerfstudio's name of a camera",
      (content) => void Object.assign(content, { camera_model: 'PERSPECTIVE' }),
    ],
    [
      'the step of depth by another name',
      (content) => void Object.assign(content, { integer_depth_scale: 0.001 }),
    ],
  ])('%s', async (_, change) => {
    const before = await imported();
    await changeTransforms(capture, change);
    expect(await imported()).toEqual(before);
  });

  test('a depth unit other than millimetres', async () => {
    const before = await imported();
    await changeTransforms(capture, (content) => {
      content.integer_depth_scale = 0.002;
    });
    const at = view.width * (view.height - 2) + 9;
    expect((await imported())[0].inverseDepth[at] / before[0].inverseDepth[at]).toBeCloseTo(0.5, 2);
  });
});

describe('invalid fields are named', () => {
  test.each<[what: string, change: (content: Content) => void, says: RegExp]>([
    ['no frames', (content) => void Reflect.deleteProperty(content, 'frames'), /\(frames\): is missing/],
    [
      'an angle of nothing',
      (content) => void Object.assign(content, { camera_angle_x: 0 }),
      /\(camera_angle_x\): must be an angle/,
    ],
    [
      'an angle in degrees',
      (content) => void Object.assign(content, { camera_angle_x: 60 }),
      /\(camera_angle_x\): .*radians.*is 60/,
    ],
    [
      'a fisheye',
      (content) => void Object.assign(content, { is_fisheye: true }),
      /\(is_fisheye\): .*undistort/,
    ],
    [
      'coefficients of a fisheye',
      (content) => void Object.assign(content, { k4: 0.01 }),
      /\(k4\): .*fisheye.*undistort/,
    ],
    [
      'a rational lens',
      (content) => void Object.assign(content, { k6: 0.01 }),
      /\(k6\): .*rational.*undistort/,
    ],
    [
      'a sphere',
      (content) => void Object.assign(content, { camera_model: 'EQUIRECTANGULAR' }),
      /\(camera_model\): .*undistort/,
    ],
    [
      'a step of nothing',
      (content) => void Object.assign(content, { integer_depth_scale: 0 }),
      /\(integer_depth_scale\).*over 0/,
    ],
    [
      'another name',
      (content) => void Object.assign(content, { fl_x: null, fx: '7 px' }),
      /\(fl_x\): .*but is "7 px"/,
    ],
    [
      'a transposed matrix',
      (content) => {
        const rows = content.frames[1].transform_matrix as number[][];
        content.frames[1].transform_matrix = [0, 1, 2, 3].map((i) => rows.map((row) => row[i]));
      },
      /\(frames\.1\.transform_matrix\): ends with the row .*transpose it/,
    ],
    [
      'a matrix of zeros',
      (content) => {
        content.frames[1].transform_matrix = [0, 0, 0].map(() => [0, 0, 0, 0]);
      },
      /\(frames\.1\.transform_matrix\): is no rotation.*0\.000/,
    ],
    [
      'a matrix that shears',
      (content) => {
        content.frames[0].transform_matrix = [
          [1, 0.2, 0, 0],
          [0, 0.98, 0, 0],
          [0, 0, 1, 0],
        ];
      },
      /\(frames\.0\.transform_matrix\): is no rotation.*right angles/,
    ],
    [
      'a matrix of words',
      (content) => {
        content.frames[0].transform_matrix = 'identity';
      },
      /\(frames\.0\.transform_matrix\): must be four rows of four numbers/,
    ],
  ])('%s', async (_, change, says) => {
    await changeTransforms(capture, change);
    await expect(readCapture(capture)).rejects.toThrow(says);
  });

  test.each<[what: string, spoil: (text: string) => string, says: RegExp]>([
    [
      'NaN',
      (text) => text.replace(/("transform_matrix":\[\[)[^,]+/, '$1NaN'),
      /frames\.0\.transform_matrix\.0\.0\): .*NaN/,
    ],
    [
      'Infinity',
      (text) => text.replace(/("fl_x":)[^,]+/, '$1-Infinity'),
      /\(fl_x\): .*-Infinity is no number/,
    ],
    ['a number beyond all', (text) => text.replace(/("fl_x":)[^,]+/, '$11e999'), /\(fl_x\)/],
    [
      'a trailing comma',
      (text) => text.replace(/\}$/, ',\n}'),
      /a comma stands before the end .*line 1, column/,
    ],
    [
      'a trailing comma in a list',
      (text) => text.replace('"frames":[{', '"list":[1, ], "frames":[{'),
      /a comma stands before the end/,
    ],
    ['a comment', (text) => `// mine\n${text}`, /is not JSON/],
    ['nothing', () => '', /the file is empty/],
    ['a list', () => '[1]', /transforms\.json: /],
  ])('%s in the list', async (_, spoil, says) => {
    const file = join(capture, transformsFile);
    await writeFile(file, spoil(await readFile(file, 'utf8')));
    await expect(readCapture(capture)).rejects.toThrow(says);
  });
});
