import { describe, expect, test } from 'vitest';
import { planKind, planTile, unknownKind } from '../../../shared/plan.ts';
import type { PlanTile, Tile } from '../../map-generation/tile.ts';
import type { GivenPlan } from '../../map-generation/window.ts';
import { PlacedTiles } from './placed-tiles.ts';
import { tileEntities } from './tile-entities.ts';

/** A tile of floor with kinds of its own at [x, z] of it. */
function tileWith(kinds: readonly [number, number, number][], at: Tile = { x: 0, z: 0 }): Tile & PlanTile {
  const cells = new Uint8Array(planTile * planTile).fill(planKind.floor);
  for (const [x, z, kind] of kinds) cells[z * planTile + x] = kind;
  return { ...at, kinds: cells, materials: new Uint8Array(planTile * planTile) };
}

const nothing: GivenPlan = { kindAt: () => unknownKind, materialAt: () => undefined };

function entitiesOf(tile: Tile & PlanTile, given = nothing, beside: (Tile & PlanTile)[] = []) {
  const placed = new PlacedTiles(given);
  for (const one of [tile, ...beside]) placed.place(one);
  return tileEntities(tile, placed);
}

describe('what comes with a tile', () => {
  test('are doors between walls, turned as the walls stand, and orbs', () => {
    const { high, door, orb } = planKind;
    const entities = entitiesOf(
      tileWith([
        [1, 2, high],
        [2, 2, door],
        [3, 2, high],
        [5, 4, high],
        [5, 5, door],
        [5, 6, high],
        [7, 7, orb],
      ]),
    );
    expect(entities).toMatchObject([
      { kind: 'door', closed: { x: 2.5, z: 2.5 }, yaw: 0, state: 0 },
      { kind: 'door', closed: { x: 5.5, z: 5.5 }, yaw: Math.PI / 2, state: 0 },
      { kind: 'orb', x: 7.5, z: 7.5, returns: undefined },
    ]);
  });

  test('is no door that stands alone', () => {
    expect(entitiesOf(tileWith([[2, 2, planKind.door]]))).toEqual([]);
  });

  test('is a door at the border of the tile, between walls of two tiles', () => {
    const { high, door } = planKind;
    const tile = tileWith([
      [0, 3, door],
      [1, 3, high],
    ]);
    const beside = tileWith([[7, 3, high]], { x: -1, z: 0 });
    expect(entitiesOf(tile)).toEqual([]);
    expect(entitiesOf(tile, nothing, [beside])).toMatchObject([{ kind: 'door', yaw: 0 }]);
  });

  test('is nothing of ground that was given: the world seed has it', () => {
    const given = {
      kindAt: (x: number) => (x < 4 ? planKind.floor : unknownKind),
      materialAt: () => undefined,
    };
    const orbs = tileWith([
      [2, 2, planKind.orb],
      [6, 2, planKind.orb],
    ]);
    expect(entitiesOf(orbs, given)).toMatchObject([{ kind: 'orb', x: 6.5 }]);
  });
});
