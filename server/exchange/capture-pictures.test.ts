import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { psnr } from '../../models/evaluation/judges/image-quality.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { testManifest } from '../world/world.fixture.ts';
import { sceneSeed, writeCapture } from './capture.fixture.ts';
import { readCapture } from './capture.ts';
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
  ])('in %s are read, whatever the file extension', async (_, write, decibels) => {
    const [before] = await imported();
    await writeFile(image(), await write(await raw()));
    const [after] = await imported();
    expect(psnr(after.rgb, before.rgb)).toBeGreaterThan(decibels);
    expect(after.inverseDepth).toEqual(before.inverseDepth);
  });

  test('in greyscale become grey RGB', async () => {
    await writeFile(image(), await sharp(image()).greyscale().toColourspace('b-w').png().toBuffer());
    const [{ rgb }] = await imported();
    const pixels = view.width * view.height;
    for (const i of [pixels / 2, pixels - 5]) expect(rgb[i]).toBe(rgb[i + pixels]);
  });

  test('use their alpha as a mask', async () => {
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
  ])('%s is rejected with the remedy', async (_, file, bytes, says) => {
    await writeFile(file(), await bytes());
    await expect(imported()).rejects.toThrow(says);
    await expect(imported()).rejects.toThrow(file());
  });
});
