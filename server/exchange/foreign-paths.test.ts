import { copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeTransforms, sceneSeed, writeCapture } from './capture.fixture.ts';
import { type Capture, readCapture } from './capture.ts';
import { transformsFile } from './transforms.ts';
import { worldCommand } from './world-command.ts';

const view = { width: 64, height: 48, focal: 40 };
let work: string;
let capture: string;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'foreign-'));
  capture = join(work, 'capture');
  await writeCapture(capture, sceneSeed(view), { view, foreign: true });
});
afterEach(() => rm(work, { recursive: true }));

type Paths = 'file_path' | 'depth_file_path' | 'mask_path' | 'sky_mask_path';

/** Rewrites every path in the list. */
async function rewrite(write: (path: string, key: Paths) => string): Promise<void> {
  await changeTransforms(capture, ({ frames }) => {
    for (const frame of frames) {
      for (const key of ['file_path', 'depth_file_path', 'mask_path', 'sky_mask_path'] as const) {
        if (typeof frame[key] === 'string') frame[key] = write(frame[key], key);
      }
    }
  });
}

/** The found files, as paths within the capture's folder. */
function found({ frames }: Capture): string[] {
  return frames.flatMap(({ image, depth }) => [image, depth].map((path) => path.slice(capture.length + 1)));
}

const asExported = ['images/00000.png', 'depths/00000.png', 'images/00001.png', 'depths/00001.png'];

describe('paths of other programs are found', () => {
  test.each<[what: string, write: (path: string) => string]>([
    ['with backslashes', (path) => path.replaceAll('/', '\\')],
    ['with both kinds of slashes', (path) => `.\\${path}`],
    ['absolute, of a Windows machine', (path) => `C:\\scan\\capture\\${path.replaceAll('/', '\\')}`],
    ['absolute, of a Windows machine, with slashes', (path) => `D:/scan/${path}`],
    ['absolute, of a Windows share', (path) => `\\\\server\\share\\${path.replaceAll('/', '\\')}`],
    ['absolute, of a long Windows path', (path) => `\\\\?\\C:\\scan\\${path.replaceAll('/', '\\')}`],
    ['absolute, of another Unix machine', (path) => `/home/somebody/scans/garden/${path}`],
    ['absolute, of this machine', (path) => join(capture, path)],
    ['as file addresses', (path) => `file:///home/somebody/my%20scans/${path}`],
    ['as file addresses of Windows', (path) => `file:///C:/scans/${path}`],
    ['from the folder above', (path) => `capture/${path}`],
    ['from where a program was started', (path) => `data/nerfstudio/garden/${path}`],
    ['from a sister folder', (path) => `../garden/${path}`],
    ['from a folder below', (path) => `../${path}`],
    ['with a dot', (path) => `./${path}`],
    ['with dots in between', (path) => `images/../${path}`],
    ['with doubled slashes', (path) => path.replace('/', '//')],
    ['without an ending', (path) => path.replace('.png', '')],
    ['without an ending, as Blender has it', (path) => `./${path.replace('.png', '')}`],
    ['with an ending in capitals', (path) => path.replace('.png', '.PNG')],
    ['in capitals', (path) => path.toUpperCase()],
    ['percent-encoded', (path) => path.replace('/', '%2F').replace('0', '%30')],
    ['with spaces around', (path) => ` ${path} `],
    ['of pictures that have been converted', (path) => path.replace('.png', '.HEIC')],
  ])('%s', async (_, write) => {
    await rewrite(write);
    expect(found(await readCapture(capture))).toEqual(asExported);
  });

  test('with extensions in capitals on the disk', async () => {
    await rename(join(capture, 'images/00000.png'), join(capture, 'images/00000.PNG'));
    expect(found(await readCapture(capture))[0]).toBe('images/00000.PNG');
  });

  test('with accents in the composition of another file system', async () => {
    await rename(join(capture, 'images'), join(capture, 'caf\u00e9'));
    await rewrite((path) => path.replace('images', 'cafe\u0301'));
    expect(found(await readCapture(capture))[0]).toBe('caf\u00e9/00000.png');
  });

  test('literally, if files have such names', async () => {
    const odd = ['100%.png', 'a\\b.png'];
    for (const [i, name] of odd.entries()) {
      await rename(join(capture, `images/0000${i}.png`), join(capture, name));
    }
    await rewrite((path, key) => (key === 'file_path' ? odd[Number(path[11])] : path));
    expect(found(await readCapture(capture)).filter((_, i) => i % 2 === 0)).toEqual(odd);
  });

  test('by their longest matching end', async () => {
    await mkdir(join(capture, 'garden'));
    await copyFile(join(capture, 'images/00000.png'), join(capture, 'garden/00000.png'));
    await copyFile(join(capture, 'images/00000.png'), join(capture, '00000.png'));
    await changeTransforms(capture, ({ frames }) => {
      frames[0].file_path = '/x/garden/00000.png';
    });
    expect(found(await readCapture(capture))[0]).toBe('garden/00000.png');
  });

  test('through links within the folder', async () => {
    await rename(join(capture, 'images'), join(capture, 'pictures'));
    await symlink('pictures', join(capture, 'images'));
    expect(found(await readCapture(capture))).toEqual(asExported);
  });
});

describe('nothing outside of the folder is read', () => {
  test.each<[what: string, spoil: () => Promise<unknown>, says: RegExp]>([
    ['by an absolute path', () => rewrite(() => '/etc/passwd'), /names \/etc\/passwd, which lies outside/],
    ['by a path upwards', () => rewrite(() => '..\\..\\secret.png'), /secret\.png, which lies outside/],
    ['by an encoded path upwards', () => rewrite(() => '%2e%2e%2fsecret.png'), /secret\.png, which lies out/],
    ['by an address', () => rewrite(() => 'https://example.org/1.png'), /an address.*Download the file/],
    [
      'by a link to a file',
      async () => {
        await writeFile(join(work, 'secret.png'), 'x');
        await rm(join(capture, 'images/00000.png'));
        await rm(join(capture, 'images/00001.png'));
        await symlink(join(work, 'secret.png'), join(capture, 'images/00000.png'));
      },
      /a link that lies outside/,
    ],
    [
      'by a link to a folder',
      async () => {
        await rename(join(capture, 'images'), join(work, 'elsewhere'));
        await symlink(join(work, 'elsewhere'), join(capture, 'images'));
      },
      /frames\.0\.file_path\): .*a link that lies outside.*Put the file into/,
    ],
    [
      'by a folder whose name only begins alike',
      async () => {
        await cp(capture, `${capture}-2`, { recursive: true });
        await rewrite((path) => `../capture-2/${path}x`);
      },
      /which lies outside/,
    ],
  ])('%s', async (_, spoil, says) => {
    await spoil();
    await expect(readCapture(capture)).rejects.toThrow(says);
  });

  test('ambiguous names are rejected', async () => {
    await copyFile(join(capture, 'images/00000.png'), join(capture, 'images/A.PNG'));
    await copyFile(join(capture, 'images/00000.png'), join(capture, 'images/a.png'));
    await rewrite((path, key) => (key === 'file_path' ? 'images/A.png' : path));
    await expect(readCapture(capture)).rejects.toThrow(/may be A\.PNG or a\.png/);
  });

  test('a depth is never used as the missing picture', async () => {
    await rm(join(capture, 'images'), { recursive: true });
    await copyFile(join(capture, 'depths/00000.png'), join(capture, '00000.png'));
    await rewrite((path) => `/scan/${path.slice(path.indexOf('/') + 1)}`);
    await expect(readCapture(capture)).rejects.toThrow(/the frame's own picture/);
  });
});

describe('frames without their files', () => {
  const frames = async (more: (index: number) => Record<string, unknown>) => {
    await changeTransforms(capture, (content) => {
      const [first, second] = content.frames;
      content.frames = [first, second, ...[2, 3].map((i) => ({ ...first, ...more(i) }))];
    });
    for (const i of [2, 3])
      await copyFile(join(capture, 'images/00000.png'), join(capture, `images/0000${i}.png`));
  };

  test('are left out with a warning as long as most are complete', async () => {
    await frames((i) => ({ file_path: `images/0000${i}.png` }));
    await rm(join(capture, 'images/00001.png'));
    const { frames: left, warnings } = await readCapture(capture);
    expect(left).toHaveLength(3);
    expect(warnings).toEqual([expect.stringMatching(/^1 of 4 frames.*frames\.1\.file_path names images/)]);
    const pack = join(work, 'pack');
    await cp(join(import.meta.dirname, '../generation/fixtures/pack'), pack, { recursive: true });
    const output = await worldCommand(['import', capture, '--pack', pack]);
    expect(output).toMatch(/^Warning: 1 of 4 frames.*\n.*3 of 3 frames/);
  });

  test('fail the import if they are half of all', async () => {
    await frames((i) => ({ file_path: `images/0000${i}.png` }));
    await rm(join(capture, 'images/00001.png'));
    await rm(join(capture, 'images/00003.png'));
    await expect(readCapture(capture)).rejects.toThrow(/frames\.1\.file_path.*not there/);
  });

  test('are left out if depth is missing', async () => {
    await frames((i) => ({ file_path: `images/0000${i}.png` }));
    await changeTransforms(capture, (content) => {
      delete content.frames[3].depth_file_path;
    });
    expect((await readCapture(capture)).warnings[0]).toMatch(/frames\.3\.depth_file_path is missing/);
  });

  test('that are listed twice are used once, but not with two poses', async () => {
    await frames(() => ({}));
    const { frames: left, warnings } = await readCapture(capture);
    expect(left).toHaveLength(2);
    expect(warnings).toEqual([expect.stringMatching(/^2 of 4 frames.*listed twice/)]);
    await changeTransforms(capture, (content) => {
      content.frames[3].transform_matrix = content.frames[1].transform_matrix;
    });
    await expect(readCapture(capture)).rejects.toThrow(
      /frames\.3\.file_path\): names the picture of frames\.0 .*one pose/,
    );
  });
});

describe('a list with an unusual name', () => {
  test('is read if it is named explicitly', async () => {
    await rename(join(capture, transformsFile), join(capture, 'poses.json'));
    expect(found(await readCapture(join(capture, 'poses.json')))).toEqual(asExported);
  });

  test('is read under Blender’s name', async () => {
    await rename(join(capture, transformsFile), join(capture, 'transforms_train.json'));
    expect(found(await readCapture(capture))).toEqual(asExported);
  });

  test.each([
    ['keyframes', /Polycam.*ns-process-data polycam/],
    ['rgbd', /Record3D/],
    ['sparse', /COLMAP/],
  ])('is requested if a folder with %s is another program’s', async (name, says) => {
    await rm(join(capture, transformsFile));
    await mkdir(join(capture, name));
    await expect(readCapture(capture)).rejects.toThrow(says);
  });

  test.each<[what: string, encode: (text: string) => Uint8Array]>([
    ['with a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
    ['in UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['in UTF-16, the other way round', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('is read %s', async (_, encode) => {
    const file = join(capture, transformsFile);
    await writeFile(file, encode(await readFile(file, 'utf8')));
    expect(found(await readCapture(capture))).toEqual(asExported);
  });
});
