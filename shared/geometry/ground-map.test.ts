import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mapTileSchema, packCells, tileCells, unpackCells } from './ground-map.ts';

test('packed cells unpack unchanged, and a tile is small', () => {
  const cells = fc.uint8Array({ min: 0, max: 2, minLength: tileCells ** 2, maxLength: tileCells ** 2 });
  fc.assert(
    fc.property(cells, (kinds) => {
      const packed = packCells(kinds);
      expect(mapTileSchema.parse({ x: -3, z: 2, cells: packed }).cells).toBe(packed);
      expect(packed.length).toBeLessThanOrEqual(88);
      expect(unpackCells(packed)).toEqual(kinds);
    }),
  );
});

test('a kind that this page does not know counts as unknown', () => {
  expect([...unpackCells(packCells(new Uint8Array(tileCells ** 2).fill(3)))]).toEqual(
    Array.from({ length: tileCells ** 2 }, () => 0),
  );
});
