import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDrawn, type Keyframe } from '../../contracts/keyframe.ts';
import { shrunk } from '../../contracts/picture.ts';
import { PackError } from '../../pack/pack-error.ts';
import { boxScene, renderScene } from '../scene.fixture.ts';
import { readWorldSeed, type WorldSeed, writeWorldSeed } from './world-seed.ts';

const view = { width: 256, height: 144, focal: 150 };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'world-seed-'));
});
afterEach(() => rm(folder, { recursive: true }));

function keyframe(id: number): Keyframe {
  const pose = { x: Math.sin(id) * 2, y: 1.6, z: Math.cos(id) * 2, yaw: id % 6, pitch: 0 };
  return { id, pose, ...renderScene(boxScene, view, pose), tick: 0, author: '' };
}

function seed(count: number): WorldSeed {
  return {
    title: 'Boxes',
    source: 'synthetic',
    spawns: [{ x: 0, z: 0, yaw: 0 }],
    entities: [{ kind: 'block', x: 1, y: 0.4, z: 1, yaw: 0, colour: 2, state: 0 }],
    controls: { timeOfDay: 12 },
    keyframes: Array.from({ length: count }, (_, id) => keyframe(id)),
  };
}

async function replaceText(name: string, change: (text: string) => string): Promise<void> {
  await writeFile(join(folder, name), change(await readFile(join(folder, name), 'utf8')));
}

describe('world seed', () => {
  it('keeps codes and poses exactly and colours closely', async () => {
    const written = seed(3);
    // Every code must survive, so one keyframe holds noise over the full range.
    const noisy = written.keyframes[2].inverseDepth;
    for (let i = 0; i < noisy.length; i++) noisy[i] = (i * 40503) % 65536;
    await writeWorldSeed(folder, written, view);
    const read = await readWorldSeed(folder, view);
    expect({ ...read, keyframes: [] }).toEqual({ ...written, keyframes: [] });
    for (const [i, original] of written.keyframes.entries()) {
      expect(read.keyframes[i].pose).toEqual(original.pose);
      expect(read.keyframes[i].inverseDepth.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(read.keyframes[i].inverseDepth).toEqual(original.inverseDepth);
      let difference = 0;
      for (let p = 0; p < original.rgb.length; p++) {
        difference += Math.abs(original.rgb[p] - read.keyframes[i].rgb[p]);
      }
      expect(difference / original.rgb.length).toBeLessThan(5);
    }
  });

  it('keeps a fine picture beside the one of the view’s size, which is its mean', async () => {
    const written = seed(1);
    const large = { width: 2 * view.width, height: 2 * view.height };
    const fine = { ...large, rgb: renderScene(boxScene, { ...large, focal: 300 }, keyframe(0).pose).rgb };
    written.keyframes[0] = { ...keyframe(0), rgb: shrunk(fine, 2), fine };
    await writeWorldSeed(folder, written, view);
    const [read] = (await readWorldSeed(folder, view)).keyframes;
    expect(read.fine).toMatchObject(large);
    expect(read.fine?.rgb.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(read.rgb).toEqual(read.fine && shrunk(read.fine, 2));
    let difference = 0;
    for (const [p, level] of fine.rgb.entries()) difference += Math.abs(level - (read.fine?.rgb[p] ?? 0));
    expect(difference / fine.rgb.length).toBeLessThan(5);
    expect((await readWorldSeed(folder, large).catch(String)).toString()).toContain('is 256 x 144');
  });

  it('enlarges fine pictures to a multiple of the view’s size, which drawn ones need not have', async () => {
    const written = seed(1);
    const drawn = { width: 1.5 * view.width, height: 1.5 * view.height };
    const { rgb } = renderScene(boxScene, { ...drawn, focal: 225 }, keyframe(0).pose);
    written.keyframes[0].fine = { ...drawn, rgb };
    await writeWorldSeed(folder, written, view);
    const [read] = (await readWorldSeed(folder, view)).keyframes;
    expect(read.fine).toMatchObject({ width: 2 * view.width, height: 2 * view.height });
    const own = keyframe(0).rgb;
    const difference = own.reduce((sum, level, p) => sum + Math.abs(level - read.rgb[p]), 0);
    expect(difference / own.length).toBeLessThan(5);
  });

  it.each([
    [300, 144],
    [512, 144],
    [5 * 256, 5 * 144],
    [128, 72],
  ])('rejects an image of %d x %d and names the valid sizes', async (width, height) => {
    await writeWorldSeed(folder, seed(1), view);
    const picture = { create: { width, height, channels: 3, background: '#777' } } as const;
    await sharp(picture).webp().toFile(join(folder, '000.webp'));
    await expect(readWorldSeed(folder, view)).rejects.toThrow(
      `is ${width} x ${height}. The pack's views need 256 x 144, or two to 4 times as many pixels`,
    );
  });

  it('marks drawn keyframes and leaves the mark out for captured ones', async () => {
    const saved = seed(3);
    saved.keyframes[1].author = 'ann';
    await writeWorldSeed(folder, saved, view);
    const written = JSON.parse(await readFile(join(folder, 'seed.json'), 'utf8'));
    expect(written.keyframes.map((entry: object) => Object.keys(entry))).toEqual([
      ['image', 'depth', 'pose'],
      ['image', 'depth', 'pose', 'drawn'],
      ['image', 'depth', 'pose'],
    ]);
    const read = await readWorldSeed(folder, view);
    expect(read.keyframes.map(isDrawn)).toEqual([false, true, false]);
    // A second save gives the same file.
    await writeWorldSeed(folder, read, view);
    expect(JSON.parse(await readFile(join(folder, 'seed.json'), 'utf8'))).toEqual(written);
  });

  it('stays under 2 MB with 40 keyframes', async () => {
    await writeWorldSeed(folder, seed(40), view);
    let bytes = 0;
    for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
    expect(bytes).toBeLessThan(2_000_000);
  });

  it('names the file and the field of a value out of range', async () => {
    await writeWorldSeed(folder, seed(1), view);
    await replaceText('seed.json', (text) => text.replace('"yaw": 0', '"yaw": 70'));
    const error = await readWorldSeed(folder, view).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(PackError);
    expect(error).toMatchObject({ field: 'spawns.0.yaw', file: join(folder, 'seed.json') });
  });

  it('rejects file names that lead out of the folder', async () => {
    await writeWorldSeed(folder, seed(1), view);
    await replaceText('seed.json', (text) => text.replace('000.webp', '../000.webp'));
    await expect(readWorldSeed(folder, view)).rejects.toMatchObject({ field: 'keyframes.0.image' });
  });

  it('reports a picture that is missing, of the wrong size or of the wrong kind', async () => {
    await writeWorldSeed(folder, seed(1), view);
    await expect(readWorldSeed(folder, { width: 128, height: 64 })).rejects.toThrow(
      /000\.(webp|png).*128 x 64/s,
    );
    const grey = sharp({ create: { width: 256, height: 144, channels: 3, background: 'grey' } });
    await grey.png().toFile(join(folder, '000.png'));
    await expect(readWorldSeed(folder, view)).rejects.toThrow(/000\.png.*16 bits/s);
    await rm(join(folder, '000.png'));
    await expect(readWorldSeed(folder, view)).rejects.toMatchObject({ field: 'keyframes.0.depth' });
  });

  it('rejects planes that do not have the size of the view', async () => {
    const broken = seed(1);
    broken.keyframes[0].inverseDepth = new Uint16Array(new SharedArrayBuffer(20));
    await expect(writeWorldSeed(folder, broken, view)).rejects.toMatchObject({ field: 'keyframes.0.depth' });
  });
});
