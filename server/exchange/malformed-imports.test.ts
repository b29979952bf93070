import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeTransforms, sceneSeed, writeCapture } from './capture.fixture.ts';
import { transformsFile } from './transforms.ts';
import { worldCommand } from './world-command.ts';

const tiny = join(import.meta.dirname, '../generation/fixtures/pack');
const view = { width: 64, height: 48, focal: 40 };
let work: string;
let pack: string;
let capture: string;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'imports-'));
  pack = join(work, 'pack');
  capture = join(work, 'capture');
  await cp(tiny, pack, { recursive: true });
  await writeCapture(capture, sceneSeed(view), { view, foreign: true });
});
afterEach(() => rm(work, { recursive: true }));

const importIt = (...more: string[]) => worldCommand(['import', capture, '--pack', pack, ...more]);

const change = (edit: Parameters<typeof changeTransforms>[1]) => () => changeTransforms(capture, edit);
const grey = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'grey' } }).toColourspace('b-w');

describe('a malformed import', () => {
  test.each<[what: string, spoil: () => Promise<unknown>, says: RegExp]>([
    ['without its file list', () => rm(join(capture, transformsFile)), /transforms\.json: cannot be read/],
    [
      'whose file list was cut off',
      () => writeFile(join(capture, transformsFile), '{"frames": ['),
      /transforms\.json: is not JSON.*Export the capture again/,
    ],
    [
      'without frames',
      change((content) => {
        content.frames = [];
      }),
      /\(frames\): must list at least one frame/,
    ],
    [
      'with a field of the wrong type',
      change((content) => {
        content.fl_x = '40 px';
      }),
      /\(fl_x\): .*but is "40 px"/,
    ],
    [
      'without intrinsics',
      change((content) => {
        delete content.fl_x;
      }),
      /\(frames\.0\.fl_x\): is missing.*in pixels/,
    ],
    [
      'of a fisheye camera',
      change((content) => {
        content.camera_model = 'OPENCV_FISHEYE';
      }),
      /\(camera_model\): must be one of OPENCV.*undistort.*but is "OPENCV_FISHEYE"/,
    ],
    [
      'without depth',
      change((content) => {
        delete content.frames[1].depth_file_path;
      }),
      /\(frames\.1\.depth_file_path\): is missing.*16-bit depth PNG/,
    ],
    [
      'with a matrix of three rows',
      change((content) => {
        content.frames[0].transform_matrix = [[1, 0, 0, 0]];
      }),
      /\(frames\.0\.transform_matrix.*four/,
    ],
    [
      'with a matrix that scales',
      change((content) => {
        content.frames[0].transform_matrix = [
          [2, 0, 0, 0],
          [0, 0, -2, 0],
          [0, 2, 0, 0],
          [0, 0, 0, 1],
        ];
      }),
      /\(frames\.0\.transform_matrix\): is no rotation: .*2\.000.*--scale/,
    ],
    [
      'with a matrix that mirrors',
      change((content) => {
        content.frames[1].transform_matrix = [
          [1, 0, 0, 0],
          [0, 0, 1, 0],
          [0, 1, 0, 0],
          [0, 0, 0, 1],
        ];
      }),
      /\(frames\.1\.transform_matrix\): mirrors the world.*OpenGL/,
    ],
    [
      'with a missing image',
      () => rm(join(capture, 'images/00001.png')),
      /frames\.1\.file_path\): names images.00001\.png, which is not there/,
    ],
    [
      'with a path that leads out of the folder',
      change((content) => {
        content.frames[0].file_path = '../secret.png';
      }),
      /frames\.0\.file_path\): names \.\.\/secret\.png, which lies outside/,
    ],
    [
      'with a depth of 8 bits',
      () => grey(64, 48).png().toFile(join(capture, 'depths/00000.png')),
      /depths.00000\.png: is png with 1 channels of type uchar.*greyscale PNG of 16 bits, in millimetres/,
    ],
    [
      'with a depth of another shape',
      () => grey(64, 64).toColourspace('grey16').png().toFile(join(capture, 'depths/00001.png')),
      /depths.00001\.png: is 64 x 64, another shape than its image of 64 x 48.*Crop or pad/,
    ],
    [
      'with an image of another size',
      () => grey(32, 24).png().toFile(join(capture, 'images/00000.png')),
      /images.00000\.png: is 32 x 24, but its frame says 64 x 48/,
    ],
    [
      'with a file that is no image',
      () => writeFile(join(capture, 'images/00000.png'), 'no image'),
      /images.00000\.png: cannot be decoded.*Save .* again/,
    ],
  ])('%s is named with its remedy, and the pack does not change', async (_what, spoil, says) => {
    await spoil();
    await expect(importIt()).rejects.toThrow(says);
    expect(await readdir(join(pack, 'seeds'))).toEqual(['plain']);
    expect(await readFile(join(pack, 'pack.json'), 'utf8')).toBe(
      await readFile(join(tiny, 'pack.json'), 'utf8'),
    );
  });

  test('ends the command with exit code 1 and one sentence without a stack', async () => {
    await rm(join(capture, 'depths'), { recursive: true });
    const main = join(import.meta.dirname, 'main.ts');
    const given = [main, 'import', capture, '--pack', pack];
    const { code, output, errors } = await new Promise<{ code: unknown; output: string; errors: string }>(
      (done) => {
        execFile(process.execPath, given, (error, output, errors) =>
          done({ code: error?.code, output, errors }),
        );
      },
    );
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toMatch(
      /^\S+transforms\.json \(frames\.0\.depth_file_path\): names .*not there\. Add the file.*\n$/,
    );
  });
});

describe('a wrong command', () => {
  test.each([
    [['import'], /Name one world/],
    [['import', 'nowhere'], /nowhere: is not there/],
    [['import', import.meta.filename], /--depth: is missing/],
    [['import', '.', '--scale', 'x'], /--scale: must be a number/],
    [['import', '.', '--spawn', '1,2'], /--spawn/],
    [['import', '.', '--colour', '1'], /--colour/],
    [['import', '.', '--spawn', ',,'], /--spawn: .*x,z,yaw/],
    [['import', '.', '--spawn', '1e9,0,0'], /--spawn/],
    [['import', '.', '--scale', '0'], /--scale: must be over 0/],
    [['import', '.', '--scale', '1e300'], /--scale: must be at most/],
    [['import', '.', '--scale', ''], /--scale: is empty/],
    [['import', '.', '--pitch='], /--pitch: is empty/],
    [['import', '.', '--scale', '1', '--scale', '2'], /--scale: is given 2 times/],
    [['import', '.', '--keyframes', '1.5'], /--keyframes/],
    [['import', '.', '--depth', 'x.png'], /--depth: is for a single image/],
    [['export', 'plain', '--out', ''], /--out: is empty/],
    [['export', 'plain'], /--out: is missing/],
    [
      ['export', 'r1', '--out', 'x', '--server', 'http://127.0.0.1:1'],
      /--token: is missing.*WORLDROOM_SECRET/,
    ],
    [
      [
        'export',
        'r1',
        '--out',
        join(tmpdir(), 'never-written'),
        '--server',
        'http://127.0.0.1:1',
        '--token',
        't',
      ],
      /does not answer/,
    ],
    [['swap'], /no command "swap"/],
  ])('%j is rejected with a sentence', async (given, says) => {
    await expect(worldCommand(given)).rejects.toThrow(says);
  });

  test('an existing name is only overwritten on request', async () => {
    await expect(importIt('--name', 'plain')).rejects.toThrow(/"plain" already.*--replace/);
    await expect(importIt('--name', '../x')).rejects.toThrow(/must be lower-case/);
    await expect(importIt('--name', 'plain', '--replace')).resolves.toMatch(/2 of 2 frames/);
    expect(await readdir(join(pack, 'seeds'))).toEqual(['plain']);
  });
});
