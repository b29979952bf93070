import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOpenKind, planKind, planTile, solidKind, unknownKind } from '../../shared/plan.ts';
import { GeneratedMap, type GeneratedMapOptions } from './generated-map.ts';
import { hashingNetwork, testMaterials, testPlan } from './plan-network.fixture.ts';
import type { Tile } from './tile.ts';
import { fillTile } from './tile-filler.ts';
import { type GivenPlan, nothingGiven } from './window.ts';

const square: Tile[] = [-2, -1, 0, 1].flatMap((x) => [-2, -1, 0, 1].map((z) => ({ x, z })));
const orders = fc.shuffledSubarray(square, { minLength: square.length });

/** A room with walls around the origin, whose heights are not known. */
const room: GivenPlan = {
  kindAt: (x, z) => {
    const edge = Math.max(Math.abs(x), Math.abs(z));
    return edge > 5 ? unknownKind : edge === 5 && x !== 0 ? solidKind : planKind.floor;
  },
  materialAt: (x, z) => (Math.max(Math.abs(x), Math.abs(z)) < 5 ? 1 : undefined),
};

function mapOf(options: Partial<GeneratedMapOptions> = {}): GeneratedMap {
  return new GeneratedMap({
    roomSeed: 5,
    given: room,
    materials: testMaterials,
    fill: (request) => fillTile(hashingNetwork, request, testPlan),
    ...options,
  });
}

/** Fills in tiles, several at a time, and reads all of them. */
async function visit(map: GeneratedMap, order: readonly Tile[], atOnce: number): Promise<string> {
  for (let i = 0; i < order.length; i += atOnce) {
    await Promise.all(order.slice(i, i + atOnce).map((tile) => map.generate(tile)));
  }
  return JSON.stringify(
    square.map((tile) => map.tile(tile)).map((tile) => tile && [[...tile.kinds], [...tile.materials]]),
  );
}

describe('a generated map', () => {
  test('is the same in whatever order places are visited', async () => {
    const expected = await visit(mapOf(), square, 1);
    await fc.assert(
      fc.asyncProperty(orders, fc.integer({ min: 1, max: 5 }), async (order, atOnce) => {
        expect(await visit(mapOf(), order, atOnce)).toBe(expected);
      }),
      { numRuns: 6 },
    );
  });

  test('differs with the room seed, with what is given and with what is asked for', async () => {
    const maps = [
      mapOf(),
      mapOf({ roomSeed: 6 }),
      mapOf({ given: nothingGiven }),
      mapOf({ asked: { greenery: 1 } }),
      mapOf({ asked: { greenery: 0 } }),
    ];
    const found = await Promise.all(maps.map((map) => visit(map, square, 4)));
    expect(new Set(found).size).toBe(maps.length);
  });

  test('fills in each tile once, and those it depends on', async () => {
    const asked: string[] = [];
    const map = mapOf({
      fill: (request) => {
        asked.push(`${request.tile.x} ${request.tile.z}`);
        return fillTile(hashingNetwork, request, testPlan);
      },
    });
    await Promise.all([
      map.generate({ x: 1, z: 1 }),
      map.generate({ x: 1, z: 1 }),
      map.generate({ x: 0, z: 1 }),
    ]);
    expect(new Set(asked).size).toBe(asked.length);
    expect(map.size).toBe(asked.length);
    // Far fewer than everything: what a tile depends on is bounded.
    expect(asked.length).toBeLessThan(130);
  });

  test('keeps what is given, and chooses heights for solid cells', async () => {
    const map = mapOf();
    await visit(map, square, 3);
    for (let z = -5; z <= 5; z++) {
      for (let x = -5; x <= 5; x++) {
        const given = room.kindAt(x, z);
        if (given === solidKind) expect(isOpenKind(map.kindAt(x, z))).toBe(false);
        else expect(map.kindAt(x, z)).toBe(given);
        expect(map.materialAt(x, z)).toBe(room.materialAt(x, z) ?? map.materialAt(x, z));
      }
    }
    expect(map.kindAt(-2 * planTile, 0)).toBeLessThan(unknownKind);
    expect(map.kindAt(1000, 1000)).toBe(unknownKind);
    expect(map.materialAt(1000, 1000)).toBeUndefined();
  });

  test('fills in what it forgot as it was', async () => {
    const map = mapOf();
    const expected = await visit(map, square, 1);
    map.forget(({ x, z }) => x === 1 && z === 0);
    expect(map.size).toBe(1);
    expect(map.tile({ x: 0, z: 0 })).toBeUndefined();
    expect(await visit(map, square.toReversed(), 3)).toBe(expected);
  });

  test('goes on from what was saved', async () => {
    const first = mapOf();
    await visit(first, square.slice(0, 7), 1);
    const second = mapOf();
    second.restore(first.tiles());
    expect(second.size).toBe(first.size);
    expect(await visit(second, square, 1)).toBe(await visit(mapOf(), square, 1));
  });
});
