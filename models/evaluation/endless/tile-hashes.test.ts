import { expect, test } from 'vitest';
import type { PlanTile } from '../../../server/map-generation/tile.ts';
import { TileHashes } from './tile-hashes.ts';

function cells(kind: number, material = 0): PlanTile {
  return { kinds: new Uint8Array(64).fill(kind), materials: new Uint8Array(64).fill(material) };
}

test('a tile that comes again is the same only if every cell is', () => {
  const hashes = new TileHashes();
  hashes.seen({ x: 1, z: -2 }, cells(1));
  hashes.seen({ x: -2, z: 1 }, cells(2));
  expect(hashes.figures).toEqual({ tiles: 2, again: 0, same: 0 });
  hashes.seen({ x: 1, z: -2 }, cells(1));
  hashes.seen({ x: 1, z: -2 }, { ...cells(1), materials: new Uint8Array(64).with(63, 1) });
  hashes.seen({ x: -2, z: 1 }, cells(1));
  expect(hashes.figures).toEqual({ tiles: 2, again: 3, same: 1 });
  expect(hashes.tiles()).toEqual([
    { x: 1, z: -2 },
    { x: -2, z: 1 },
  ]);

  const elsewhere = hashes.copy();
  elsewhere.seen({ x: -2, z: 1 }, cells(2));
  expect(elsewhere.figures).toEqual({ tiles: 2, again: 1, same: 1 });
  expect(hashes.figures.again).toBe(3);
});
