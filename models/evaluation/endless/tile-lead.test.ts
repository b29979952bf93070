import { expect, test } from 'vitest';
import { type Tile, tileKey } from '../../../server/map-generation/tile.ts';
import { TileLead } from './tile-lead.ts';

test('tiles that come after somebody is near count as late, and as waited for', () => {
  const there = new Set<number>();
  const lead = new TileLead((tile) => there.has(tileKey(tile)));
  const add = (from: number, to: number) => {
    for (let x = from; x <= to; x++)
      for (let z = -6; z <= 6; z++) there.add(tileKey({ x, z } satisfies Tile));
  };
  // Tiles have 8 m a side: everything up to x = 24 is there, and nothing of that was seen coming.
  add(-6, 2);
  lead.look([{ x: -6, z: 4 }]);
  expect(lead.figures).toMatchObject({ tiles: 0, waited: 0, late: 0, looks: 1, looks_waited: 0 });
  expect(lead.figures.metres.least).toBeNaN();

  // 24 m before the border, straight ahead: one tile of the next column is nearer than 25 m, as are those beside it.
  lead.look([{ x: 0, z: 4 }]);
  expect(lead.figures).toMatchObject({ waited: 0, late: 3, looks_waited: 0 });
  // The same tiles do not count again.
  lead.look([{ x: 0, z: 4 }]);
  expect(lead.figures.late).toBe(3);
  add(3, 3);
  lead.look([{ x: 0.5, z: 4 }]);
  expect(lead.figures.metres.least).toBe(23.5);

  // 13 m before the next border; another player far away is near nothing that is missing.
  lead.look([
    { x: 19, z: 4 },
    { x: -20, z: 4 },
  ]);
  const { waited, late, looks, looks_waited } = lead.figures;
  expect({ looks, looks_waited }).toEqual({ looks: 5, looks_waited: 1 });
  // Of the column at 13 m, five tiles are within 20 m and seven within 25 m; of the next one, at 21 m, five are.
  expect(waited).toBe(5);
  expect(late).toBe(3 + 7 + 5);
});

test('metres are those to the nearest of all players', () => {
  let isThere = false;
  const lead = new TileLead(({ x, z }) => (x === 4 && z === 0 ? isThere : true));
  lead.look([{ x: 0, z: 4 }]);
  isThere = true;
  lead.look([
    { x: 0, z: 4 },
    { x: 5, z: 4 },
  ]);
  expect(lead.figures.metres).toEqual({ least: 27, p5: 27, median: 27 });
});
