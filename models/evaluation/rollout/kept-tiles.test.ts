import { readdirSync } from 'node:fs';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TileRequest } from '../../../server/map-generation/tile-filler.ts';
import { planTile, planWindow, untoldControl } from '../../../shared/plan.ts';
import { KeptTiles } from './kept-tiles.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-tiles-'));
});
afterEach(() => rm(folder, { recursive: true }));

const cells = planTile * planTile;
const window = {
  kinds: new Uint8Array(planWindow * planWindow),
  materials: new Uint8Array(planWindow * planWindow),
};
const request = (x: number): TileRequest => ({
  ...{ roomSeed: 3, tile: { x, z: -1 }, window },
  asked: [untoldControl],
});
const manifest = (sha256: string) => ({ graphs: { plan: { file: 'plan.onnx', sha256 } }, plan: undefined });

/** Tiles that count how often one is filled in. */
function opened(sha256 = 'a'.repeat(64)) {
  const filled: number[] = [];
  const tiles = new KeptTiles(folder, manifest(sha256), {
    async fillTile({ tile: { x } }) {
      filled.push(x);
      return { kinds: new Uint8Array(cells).fill(x), materials: new Uint8Array(cells).fill(x + 1) };
    },
  });
  return { tiles, filled };
}

test('a tile is filled in once, and not again by the next measurement', async () => {
  const first = opened();
  const tile = await first.tiles.fill(request(5));
  expect(await first.tiles.fill(request(5))).toEqual(tile);
  expect(first.filled).toEqual([5]);
  const second = opened();
  expect(await second.tiles.fill(request(5))).toEqual(tile);
  expect(await second.tiles.fill(request(6))).not.toEqual(tile);
  expect(second.filled).toEqual([6]);
  expect(second.tiles.time.tiles).toBe(2);
  expect(second.tiles.time.milliseconds).toBeGreaterThan(0);
});

test('another plan graph fills in anew', async () => {
  await opened().tiles.fill(request(5));
  const other = opened('b'.repeat(64));
  await other.tiles.fill(request(5));
  expect(other.filled).toEqual([5]);
});

test('a part of a tile at the end is dropped', async () => {
  await opened().tiles.fill(request(5));
  const [file] = readdirSync(folder);
  await appendFile(join(folder, file), Buffer.alloc(17, 1));
  const again = opened();
  await again.tiles.fill(request(5));
  await again.tiles.fill(request(6));
  expect(again.filled).toEqual([6]);
  const last = opened();
  await last.tiles.fill(request(6));
  expect(last.filled).toEqual([]);
});
