import { describe, expect, test } from 'vitest';
import {
  groundKinds,
  mapCellSize,
  tileCells,
  tileSize,
  unpackCells,
} from '../../shared/geometry/ground-map.ts';
import { originKinds } from '../../shared/origin-map.ts';
import { HeightGrid } from '../memory/height-grid.ts';
import { boxScene, renderScene } from '../memory/scene.fixture.ts';
import { GroundSurvey, type SurveyedTile } from './ground-survey.ts';
import { openGround } from './world.fixture.ts';

const view = { width: 256, height: 144, focal: 176 };
const look = (yaw: number) => ({ x: 0, y: 1.6, z: 0, yaw, pitch: -0.1 });
const see = (grid: HeightGrid, yaw: number) =>
  grid.add(look(yaw), renderScene(boxScene, view, look(yaw)).inverseDepth, 'seed');

function kindAt(tiles: Iterable<SurveyedTile>, x: number, z: number) {
  const within = (coordinate: number) =>
    Math.floor(coordinate / mapCellSize) - Math.floor(coordinate / tileSize) * tileCells;
  for (const tile of tiles) {
    if (tile.x !== Math.floor(x / tileSize) || tile.z !== Math.floor(z / tileSize)) continue;
    return groundKinds[unpackCells(tile.cells)[within(z) * tileCells + within(x)]];
  }
  return 'unknown';
}

describe('the map of a grid', () => {
  test('has walls, floor and unseen cells, also at negative coordinates', () => {
    const grid = new HeightGrid(view);
    for (let i = 0; i < 8; i++) see(grid, (i * Math.PI) / 4);
    const tiles = [...new GroundSurvey(grid).update()];
    expect(kindAt(tiles, -6.2, -2)).toBe('solid');
    expect(kindAt(tiles, -5.2, -2)).toBe('floor');
    expect(kindAt(tiles, 2.2, 2.4)).toBe('solid');
    expect(kindAt(tiles, -7.8, -2)).toBe('unknown');
    expect(kindAt(tiles, 40, 40)).toBe('unknown');
  });

  test('changes only in tiles where something was learnt', () => {
    const grid = new HeightGrid(view);
    see(grid, 0);
    const survey = new GroundSurvey(grid);
    const first = [...survey.update()];
    expect(first.length).toBeGreaterThan(0);
    expect(new Set(first.map(({ change }) => change)).size).toBe(first.length);
    expect([...survey.update()]).toEqual(first);
    see(grid, Math.PI);
    const newest = Math.max(...first.map(({ change }) => change));
    const changed = [...survey.update()].filter(({ change }) => change > newest);
    expect(changed.length).toBeGreaterThan(0);
    // The area ahead was seen before.
    expect(changed.every(({ z }) => z <= 0)).toBe(true);
  });

  test('says where its cells come from, if it is to', () => {
    const grid = new HeightGrid(view);
    see(grid, 0);
    const drawn = () =>
      grid.add(look(Math.PI), renderScene(boxScene, view, look(Math.PI)).inverseDepth, 'drawn');
    drawn();
    expect([...new GroundSurvey(grid).update()].some(({ origins }) => origins !== undefined)).toBe(false);
    const survey = new GroundSurvey(grid, { origins: true });
    const originsOf = (tiles: Iterable<SurveyedTile>) => {
      const counts = new Map<string, number>();
      for (const { cells, origins = '' } of tiles) {
        const kinds = unpackCells(cells);
        for (const [cell, code] of unpackCells(origins, originKinds).entries()) {
          // What nothing is known of comes from nowhere.
          if (kinds[cell] !== 0) expect(code).not.toBe(0);
          counts.set(originKinds[code], (counts.get(originKinds[code]) ?? 0) + 1);
        }
      }
      return counts;
    };
    const first = [...survey.update()];
    const once = originsOf(first);
    expect(once.get('remembered')).toBeGreaterThan(100);
    expect(once.get('unsure')).toBeGreaterThan(0);
    expect(once.get('dreamt')).toBeUndefined();
    // Cells that are seen again are of the same kind, and more certain.
    for (let again = 0; again < 12; again++) drawn();
    const later = originsOf(survey.update());
    expect(later.get('unsure') ?? 0).toBeLessThan(once.get('unsure') ?? 0);
    expect([...survey.update()].some(({ change }) => change > first.length)).toBe(true);
  });

  test('is empty if the grid does not know what is unseen', () => {
    expect([...new GroundSurvey(openGround).update()]).toEqual([]);
  });
});
