import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { boxScene } from '../memory/scene.fixture.ts';
import { loadPack } from '../pack/pack.ts';
import { changeTransforms, scenePoses, sceneSeed, writeCapture } from './capture.fixture.ts';
import { worldCommand } from './world-command.ts';

const view = { width: 64, height: 48, focal: 40 };
let work: string;
let pack: string;
let capture: string;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'import-'));
  pack = join(work, 'pack');
  capture = join(work, 'capture');
  await cp(join(import.meta.dirname, '../generation/fixtures/pack'), pack, { recursive: true });
});
afterEach(() => rm(work, { recursive: true }));

const command = (...given: string[]) => worldCommand([...given, '--pack', pack]);

describe('a capture of another program', () => {
  test('becomes a world of the pack, with its first camera over the origin and with spawns', async () => {
    await writeCapture(capture, sceneSeed(view), { view, foreign: true });
    expect(await command('import', capture, '--name', 'boxes', '--title', 'My boxes')).toMatch(
      /2 of 2 frames/,
    );
    const { manifest, seed } = await loadPack(pack);
    expect(manifest.seeds).toContainEqual({ name: 'boxes', title: 'My boxes' });
    const { keyframes, spawns, entities } = await seed('boxes');
    expect(entities).toEqual([]);
    expect(keyframes[0].pose).toMatchObject({ x: 0, y: manifest.motion.eyeHeight, z: 0 });
    const [first] = scenePoses;
    expect(spawns[0]).toMatchObject({ x: 0, z: 0 });
    expect(spawns.length).toBeGreaterThan(2);
    for (const { x, z } of spawns) {
      const inside = boxScene.some(({ minimum, maximum }) =>
        [x + first.x, z + first.z].every((v, i) => v > minimum[2 * i] - 0.2 && v < maximum[2 * i] + 0.2),
      );
      expect(inside).toBe(false);
    }
    expect((await readdir(join(pack, 'seeds'))).sort()).toEqual(['boxes', 'plain']);
  });

  test('changes only the list of seeds in pack.json', async () => {
    const before: unknown = JSON.parse(await readFile(join(pack, 'pack.json'), 'utf8'));
    await writeCapture(capture, sceneSeed(view), { view, foreign: true });
    await command('import', capture, '--name', 'boxes');
    const after = JSON.parse(await readFile(join(pack, 'pack.json'), 'utf8'));
    expect(after.seeds.pop()).toEqual({ name: 'boxes', title: 'capture' });
    expect(after).toEqual(before);
  });

  test('is scaled, with its depths and the given eye height', async () => {
    await writeCapture(capture, sceneSeed(view), { view, foreign: true });
    await command(
      'import',
      capture,
      '--name',
      'big',
      '--scale',
      '2',
      '--eye-height',
      '3.2',
      '--spawn',
      '1,2,90',
    );
    const { keyframes, spawns } = await (await loadPack(pack)).seed('big');
    expect(spawns).toEqual([{ x: 1, z: 2, yaw: Math.PI / 2 }]);
    const [a, b] = keyframes.map(({ pose }) => pose);
    expect(a.y).toBeCloseTo(3.2);
    expect(b.y).toBeCloseTo(3);
    expect(b.x - a.x).toBeCloseTo(2 * (scenePoses[1].x - scenePoses[0].x));
    const [small] = sceneSeed(view).keyframes;
    const bottom = view.width * (view.height - 2) + 9;
    expect(keyframes[0].inverseDepth[bottom] / small.inverseDepth[bottom]).toBeCloseTo(0.5, 2);
  });

  test('is reported if its ground is not where bodies walk', async () => {
    await writeCapture(capture, sceneSeed(view), { view, foreign: true });
    const output = await command('import', capture, '--name', 'high', '--eye-height', '2');
    const [, advisedHeight] = /at 0\.\d+ m, but bodies walk at 0: try --eye-height (\S+)/.exec(output) ?? [];
    expect(Math.abs(Number(advisedHeight) - scenePoses[0].y)).toBeLessThan(0.04);
    const mended = await command(
      'import',
      capture,
      '--name',
      'high',
      '--eye-height',
      advisedHeight,
      '--replace',
    );
    expect(mended).not.toContain('try');
  });

  test('is rejected without free ground', async () => {
    // A camera inside a wall and without ground.
    const inside = { x: 2.4, y: 1.6, z: 1.7, yaw: 0, pitch: 0 };
    await writeCapture(capture, sceneSeed(view, [inside]), { view, foreign: true });
    await expect(command('import', capture, '--name', 'walled')).rejects.toThrow(/no free ground.*--spawn/);
  });

  test('is rejected if its depths lie outside of the view', async () => {
    await writeCapture(capture, sceneSeed(view), { view, foreign: true });
    await changeTransforms(capture, (content) => {
      content.cx = 5000;
    });
    await expect(command('import', capture, '--name', 'blind')).rejects.toThrow(/no frame with known depths/);
  });
});

describe('one image with its depth', () => {
  test('becomes a world that starts where it was taken', async () => {
    await writeCapture(capture, sceneSeed(view), { view });
    const given = ['--depth', join(capture, 'depths/00000.png'), '--field-of-view', '77.3', '--pitch=-5.73'];
    await command('import', join(capture, 'images/00000.png'), '--name', 'photo', ...given);
    const { keyframes, spawns } = await (await loadPack(pack)).seed('photo');
    expect(keyframes).toHaveLength(1);
    expect(keyframes[0].pose).toMatchObject({ x: 0, z: 0, yaw: 0 });
    expect(keyframes[0].pose.pitch).toBeCloseTo(-0.1, 3);
    expect(spawns[0]).toEqual({ x: 0, z: 0, yaw: 0 });
    expect(spawns.length).toBeGreaterThan(1);
  });
});

describe('a world seed', () => {
  test('survives export and import', async () => {
    const out = join(work, 'out');
    expect(await command('export', 'plain', '--out', out)).toMatch(/4 keyframes/);
    await expect(command('export', 'plain', '--out', out)).rejects.toThrow(/is there already.*--replace/);
    await command('export', 'plain', '--out', out, '--replace');
    await command('import', out, '--name', 'again');
    const { seed } = await loadPack(pack);
    const [before, after] = [await seed('plain'), await seed('again')];
    expect(after.spawns).toEqual(before.spawns);
    expect(after.keyframes).toHaveLength(before.keyframes.length);
    expect(await readdir(work)).toEqual(expect.not.arrayContaining([expect.stringMatching(/^\./)]));
  });

  test('must be named as in the pack', async () => {
    await expect(command('export', 'moon', '--out', join(work, 'out'))).rejects.toThrow(
      /no world seed named "moon"/,
    );
    expect(await readdir(work)).toEqual(['pack']);
  });
});
