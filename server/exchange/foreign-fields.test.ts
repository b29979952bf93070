import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { psnr } from '../../models/evaluation/judges/image-quality.ts';
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

describe('what other programs write differently gives the same world', () => {
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

  test('a step of depth that is not a millimetre', async () => {
    const before = await imported();
    await changeTransforms(capture, (content) => {
      content.integer_depth_scale = 0.002;
    });
    const at = view.width * (view.height - 2) + 9;
    expect((await imported())[0].inverseDepth[at] / before[0].inverseDepth[at]).toBeCloseTo(0.5, 2);
  });
});

describe('fields that cannot be used are named', () => {
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

describe('pictures', () => {
  const image = () => join(capture, 'images/00000.png');
  const depth = () => join(capture, 'depths/00000.png');
  const raw = async () => sharp(image()).removeAlpha().raw().toBuffer();
  const from = (data: Uint8Array, channels: 1 | 2 | 3 | 4) =>
    sharp(data, { raw: { width: view.width, height: view.height, channels } });

  test.each<[what: string, write: (rgb: Buffer) => Promise<Buffer>, decibels: number]>([
    ['JPEG', (rgb) => from(rgb, 3).jpeg({ quality: 95 }).toBuffer(), 25],
    ['CMYK', (rgb) => from(rgb, 3).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(), 18],
    ['of 16 bits', (rgb) => from(rgb, 3).toColourspace('rgb16').png().toBuffer(), 40],
    ['with a palette', (rgb) => from(rgb, 3).png({ palette: true }).toBuffer(), 25],
    ['WebP', (rgb) => from(rgb, 3).webp({ lossless: true }).toBuffer(), 40],
    ['TIFF', (rgb) => from(rgb, 3).tiff().toBuffer(), 25],
    ['that are opaque', (rgb) => from(rgb, 3).ensureAlpha().png().toBuffer(), 40],
  ])('%s are read, whatever the ending says', async (_, write, decibels) => {
    const [before] = await imported();
    await writeFile(image(), await write(await raw()));
    const [after] = await imported();
    expect(psnr(after.rgb, before.rgb)).toBeGreaterThan(decibels);
    expect(after.inverseDepth).toEqual(before.inverseDepth);
  });

  test('in grey are grey', async () => {
    await writeFile(image(), await sharp(image()).greyscale().toColourspace('b-w').png().toBuffer());
    const [{ rgb }] = await imported();
    const pixels = view.width * view.height;
    for (const i of [pixels / 2, pixels - 5]) expect(rgb[i]).toBe(rgb[i + pixels]);
  });

  test('say by their alpha what they do not show', async () => {
    const alpha = Buffer.alloc(view.width * view.height, 255).fill(0, 0, (view.width * view.height) / 2);
    const plain = await from(await raw(), 3)
      .png()
      .toBuffer();
    const mask = { raw: { width: view.width, height: view.height, channels: 1 as const } };
    await writeFile(image(), await sharp(plain).joinChannel(alpha, mask).png().toBuffer());
    const [{ inverseDepth }] = await imported();
    expect(inverseDepth.subarray(0, inverseDepth.length / 2).some((code) => code > 0)).toBe(false);
    expect(inverseDepth.subarray(inverseDepth.length / 2).some((code) => code > 0)).toBe(true);
  });

  test.each<[what: string, file: () => string, bytes: () => Promise<Uint8Array>, says: RegExp]>([
    [
      'an animation',
      image,
      async () => {
        const noise = Buffer.from(Array.from({ length: 64 * 96 * 3 }, (_, i) => (i * i) % 251));
        const two = sharp(noise, { raw: { width: 64, height: 96, channels: 3, pageHeight: 48 } });
        return two.webp({ loop: 0 }).toBuffer();
      },
      /holds 2 pictures/,
    ],
    [
      'HEIC',
      image,
      async () => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic')]),
      /is HEIC.*Save it as JPEG/,
    ],
    [
      'a JPEG that was cut off',
      image,
      async () =>
        (
          await from(await raw(), 3)
            .jpeg()
            .toBuffer()
        ).subarray(0, 900),
      /cut off or damaged: copy it again/,
    ],
    [
      'a PNG that was cut off',
      image,
      async () => (await readFile(image())).subarray(0, 400),
      /cut off or damaged/,
    ],
    ['an empty file', image, async () => Buffer.alloc(0), /is empty/],
    [
      'a pointer of Git LFS',
      image,
      async () => Buffer.from('version https://git-lfs.github.com/spec/v1'),
      /git lfs pull/,
    ],
    ['a web page', image, async () => Buffer.from('<!DOCTYPE html><p>Not found'), /web page/],
    [
      'a depth of 8 bits',
      depth,
      async () =>
        from(await raw(), 3)
          .greyscale()
          .toColourspace('b-w')
          .png()
          .toBuffer(),
      /uchar.*16 bits/,
    ],
    [
      'a depth in colour',
      depth,
      async () =>
        from(await raw(), 3)
          .toColourspace('rgb16')
          .png()
          .toBuffer(),
      /3 channels.*16 bits/,
    ],
    [
      'a depth in OpenEXR',
      depth,
      async () => Buffer.from([0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0]),
      /OpenEXR.*16 bits/,
    ],
    [
      'a depth of NumPy',
      depth,
      async () => Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
      /NumPy.*16 bits, in millimetres/,
    ],
    [
      'a depth of floats',
      depth,
      async () =>
        from(await raw(), 3)
          .greyscale()
          .toColourspace('b-w')
          .raw({ depth: 'float' })
          .toBuffer()
          .then((data) =>
            sharp(new Float32Array(data.buffer, data.byteOffset, 64 * 48), {
              raw: { width: 64, height: 48, channels: 1 },
            })
              .tiff({ compression: 'none' })
              .toBuffer(),
          ),
      /tiff.*16 bits/,
    ],
    [
      'a depth that was cut off',
      depth,
      async () => (await readFile(depth())).subarray(0, 700),
      /cut off or damaged/,
    ],
    [
      'a depth of nothing',
      depth,
      async () =>
        sharp(new Uint16Array(64 * 48), { raw: { width: 64, height: 48, channels: 1 } })
          .toColourspace('grey16')
          .png()
          .toBuffer(),
      /holds no depth/,
    ],
  ])('%s is refused with the remedy', async (_, file, bytes, says) => {
    await writeFile(file(), await bytes());
    await expect(imported()).rejects.toThrow(says);
    await expect(imported()).rejects.toThrow(file());
  });
});
