import { expect, test } from 'vitest';
import { packCells, tileCells } from '../../shared/geometry/ground-map.ts';
import { GroundMap } from './ground-map.ts';

/** A tile with a wall in its first row and floor elsewhere. */
const cells = packCells(Uint8Array.from({ length: tileCells ** 2 }, (_, i) => (i < tileCells ? 2 : 1)));

test('the map has the cells of the newest tiles, on either side of the origin', () => {
  const map = new GroundMap();
  map.take({ tiles: [{ x: -1, z: -1, cells }] });
  expect(map.kindAt(-8, -8)).toBe('solid');
  expect(map.kindAt(-0.1, -7.6)).toBe('solid');
  expect(map.kindAt(-0.1, -7.4)).toBe('floor');
  expect(map.kindAt(0.1, -7.6)).toBe('unknown');
  map.take({ tiles: [{ x: -1, z: -1, cells: packCells(new Uint8Array(tileCells ** 2)) }] });
  expect(map.kindAt(-8, -8)).toBe('unknown');
});

test('a tile has the origins of its cells if the room sent them', () => {
  const map = new GroundMap();
  map.take({ tiles: [{ x: 0, z: 0, cells }] });
  expect([...map.tiles][0].origins).toBeUndefined();
  const origins = packCells(Uint8Array.from({ length: tileCells ** 2 }, (_, i) => i % 4));
  map.take({ tiles: [{ x: 0, z: 0, cells, origins }] });
  expect([...map.tiles].map((tile) => [...(tile.origins?.subarray(0, 5) ?? [])])).toEqual([[0, 1, 2, 3, 0]]);
});

test('a square has the requested size in metres, and begins at its corner', () => {
  const map = new GroundMap();
  map.take({ tiles: [{ x: 0, z: 0, cells }] });
  const { x0, z0, cellSize, rows } = map.around(0.2, 0.2, 4);
  expect([x0, z0, cellSize, rows.length, rows[0].length]).toEqual([-2, -2, 0.5, 8, 8]);
  expect(rows[3][4]).toBe('unknown');
  expect(rows[4][3]).toBe('unknown');
  expect(rows[4][4]).toBe('solid');
  expect(rows[5][4]).toBe('floor');
});
