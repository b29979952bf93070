import { describe, expect, test, vi } from 'vitest';
import type { Keyframe } from '../../contracts/keyframe.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import type { EmbeddedPlanes } from '../../contracts/view-embedding.ts';
import { embeddingOf, intrinsics, isGround, wallAhead, words } from './fixtures/wall-ahead.ts';
import { SurroundingsReader } from './surroundings-reader.ts';

const { camera, inverseDepth, entity } = wallAhead();
const rgb = new Uint8Array(new SharedArrayBuffer(inverseDepth.length * 3));
const plane = () => new Uint8Array(new SharedArrayBuffer(inverseDepth.length));
const view: GeneratedView = {
  ...{ room: 'r', view: 'ann', tick: 3, camera, rgb, inverseDepth, entity },
  ...{ confidence: plane(), coverage: plane(), imagined: false, milliseconds: 1 },
};
/** The same wall from a metre nearer. */
const nearer = wallAhead(3);
const keyframe: Keyframe = {
  ...{ id: 4, pose: { ...camera, z: camera.z + 1 }, rgb, tick: 0, author: '' },
  inverseDepth: nearer.inverseDepth,
};
const sky: Keyframe = { ...keyframe, id: -1, pose: camera };
const all = (name: string) => embeddingOf((_, row) => (isGround(row) ? 'lawn' : name));
/** The view does not say what the wall is of. Memory saw a rainbow. */
const embed = vi.fn(async ({ camera: { z } }: EmbeddedPlanes) =>
  z === camera.z ? all('unsure') : all('rainbow'),
);

describe('surroundings with memory', () => {
  test('keyframes of the same cells say what a view alone does not', async () => {
    const reader = new SurroundingsReader(embed, intrinsics, words);
    const alone = await reader.describe(view, () => []);
    expect(alone.landmarks).toEqual([]);
    const said = await reader.describe(view, () => [keyframe]);
    expect(new Set(said.landmarks.map(({ says }) => says))).toEqual(new Set(['the rainbow']));
    expect(said.walls).toEqual([]);
  });

  test('a doubtful wall is looked for from right before it', async () => {
    const reader = new SurroundingsReader(embed, intrinsics, words);
    const before = ({ z }: { z: number }) => z > camera.z + 1;
    const retrieve = vi.fn((from: { z: number }) => (before(from) ? [keyframe] : []));
    const { landmarks } = await reader.describe(view, retrieve);
    expect(new Set(landmarks.map(({ says }) => says))).toEqual(new Set(['the rainbow']));
    const sure = new SurroundingsReader(async () => all('brick'), intrinsics, words);
    const once = vi.fn(() => []);
    await sure.describe(view, once);
    expect(once).toHaveBeenCalledTimes(1);
  });

  test('each picture is embedded once, and pictures of the sky alone never', async () => {
    embed.mockClear();
    const reader = new SurroundingsReader(embed, intrinsics, words);
    await Promise.all([
      reader.describe(view, () => [sky, keyframe]),
      reader.describe(view, () => [keyframe], ['brick']),
    ]);
    expect(embed).toHaveBeenCalledTimes(2);
  });

  test('what failed is tried again', async () => {
    const failing = vi.fn().mockRejectedValueOnce(new Error('out of memory')).mockImplementation(embed);
    const reader = new SurroundingsReader(failing, intrinsics, words);
    await expect(reader.describe(view, () => [])).rejects.toThrow('out of memory');
    expect(await reader.describe(view, () => [])).toMatchObject({ landmarks: [] });
  });
});
