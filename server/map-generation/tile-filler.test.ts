import { describe, expect, test } from 'vitest';
import { isOpenKind, planControls, planKind, planKinds, planTile, untoldControl } from '../../shared/plan.ts';
import type { PlanManifest } from '../../shared/plan-manifest.ts';
import { hashingNetwork, testMaterials, testPlan } from './plan-network.fixture.ts';
import type { Tile } from './tile.ts';
import { fillTile, type PlanNetwork, type TileRequest } from './tile-filler.ts';
import { blockTiles, earlierNeighbours, orderPeriod, phaseOf, rankOf } from './tile-order.ts';
import { openTiles } from './tile-queue.ts';
import { nothingGiven, windowOf } from './window.ts';

const tile = { x: -3, z: 7 };
const request: TileRequest = {
  roomSeed: 1,
  tile,
  window: windowOf(tile, nothingGiven, () => undefined, testMaterials),
  asked: planControls.map(() => untoldControl),
};

/** A network that says the same of all cells: log-probabilities by class. */
function constantNetwork(
  kinds: readonly number[],
  materials: readonly number[],
  calls: number[] = [],
): PlanNetwork {
  return async ({ windows }) => {
    calls.push(windows.length);
    const plane = (values: readonly number[]) =>
      Float32Array.from(
        windows.flatMap(() => values.flatMap((value) => new Array<number>(planTile ** 2).fill(value))),
      );
    return { kinds: plane(kinds), materials: plane(materials) };
  };
}

describe('a tile', () => {
  test('is drawn at temperature 1: kinds as often as the network says', async () => {
    const logits = planKinds.map((kind) =>
      kind === 'floor' ? Math.log(0.8) : kind === 'orb' ? Math.log(0.2) : -50,
    );
    let orbs = 0;
    for (let roomSeed = 0; roomSeed < 40; roomSeed++) {
      const { kinds } = await fillTile(
        constantNetwork(logits, [0, 0, 0, 0, 0]),
        { ...request, roomSeed },
        testPlan,
      );
      orbs += kinds.filter((kind) => kind === planKind.orb).length;
    }
    expect(orbs / (40 * 64)).toBeCloseTo(0.2, 1);
  });

  test('has floors on open ground, walls on walls, and landmarks on landmarks', async () => {
    for (let roomSeed = 0; roomSeed < 5; roomSeed++) {
      const { kinds, materials } = await fillTile(hashingNetwork, { ...request, roomSeed }, testPlan);
      for (const [i, kind] of kinds.entries()) {
        const range = isOpenKind(kind) ? [0, 1] : kind === planKind.landmark ? [4, 4] : [2, 3];
        expect(materials[i]).toBeGreaterThanOrEqual(range[0]);
        expect(materials[i]).toBeLessThanOrEqual(range[1]);
      }
    }
  });

  test('asks the network for as many steps as the pack says, twice at once where controls are told', async () => {
    const floors = planKinds.map((kind) => (kind === 'floor' ? 0 : -50));
    const [plain, told]: number[][] = [[], []];
    await fillTile(constantNetwork(floors, [0, 0, 0, 0, 0], plain), request, testPlan);
    await fillTile(
      constantNetwork(floors, [0, 0, 0, 0, 0], told),
      { ...request, asked: [1, -1, -1, -1] },
      testPlan,
    );
    expect(plain).toEqual(new Array(testPlan.steps.kinds + testPlan.steps.materials).fill(1));
    expect(told).toEqual(new Array(testPlan.steps.kinds + testPlan.steps.materials).fill(2));
  });

  test('exaggerates what doors add to the other controls, for doors alone', async () => {
    // The network says one more in favour of orbs and of doors for each control that is told.
    const network: PlanNetwork = async ({ windows, asked }) => {
      const told = asked.map((row) => row.filter((value) => value !== untoldControl).length);
      const planes = told.map((count) =>
        planKinds.flatMap((kind) => {
          const logit = kind === 'floor' ? 0 : kind === 'orb' || kind === 'door' ? count - 5 : -50;
          return new Array<number>(planTile ** 2).fill(logit);
        }),
      );
      const materials = new Float32Array(windows.length * testMaterials * planTile ** 2);
      return { kinds: Float32Array.from(planes.flat()), materials };
    };
    /** Share of orbs. Doors without walls beside them become floor, so that they only show by what they leave to orbs. */
    const share = async (asked: number[], kindGuidance: PlanManifest['kindGuidance']) => {
      let orbs = 0;
      for (let roomSeed = 0; roomSeed < 80; roomSeed++) {
        const plan = { ...testPlan, guidance: 1, kindGuidance };
        const { kinds } = await fillTile(network, { ...request, roomSeed, asked }, plan);
        orbs += kinds.filter((kind) => kind === planKind.orb).length;
      }
      return orbs / (80 * planTile ** 2);
    };
    const expected = (orbs: number, doors: number) => Math.exp(orbs) / (1 + Math.exp(orbs) + Math.exp(doors));
    // -5, one for openness, and doors' one: once for orbs, and four times for doors.
    expect(await share([1, -1, -1, 1], { doors: 4 })).toBeCloseTo(expected(-3, 0), 2);
    expect(await share([1, -1, -1, 1], undefined)).toBeCloseTo(expected(-3, -3), 2);
    expect(await share([1, -1, -1, -1], { doors: 4 })).toBeCloseTo(expected(-4, -4), 2);
  });
});

describe('the order of tiles', () => {
  test('gives tiles that touch each other different ranks', () => {
    for (let x = -orderPeriod; x < orderPeriod; x++) {
      for (let z = -orderPeriod; z < orderPeriod; z++) {
        for (const [dx, dz] of [
          [1, 0],
          [0, 1],
          [1, 1],
          [1, -1],
        ]) {
          expect(rankOf({ x: x + dx, z: z + dz })).not.toBe(rankOf({ x, z }));
        }
      }
    }
  });

  test('is of four phases of blocks, of which one in nine tiles of the first begins with nothing', () => {
    const tiles = Array.from({ length: orderPeriod ** 2 }, (_, i) => ({
      x: i % orderPeriod,
      z: Math.floor(i / orderPeriod),
    }));
    expect(new Set(tiles.map(phaseOf)).size).toBe(4);
    const counts = tiles.map((tile) => earlierNeighbours(tile).length);
    expect(counts.filter((count) => count === 0).length).toBe(1);
    expect(Math.max(...counts)).toBe(8);
  });

  test('makes a tile depend on a bounded number of others', () => {
    const closure = (tile: Tile) => {
      const waiting = [tile];
      const found = new Set<string>();
      for (const { x, z } of waiting) {
        if (found.has(`${x} ${z}`)) continue;
        found.add(`${x} ${z}`);
        waiting.push(...earlierNeighbours({ x, z }));
      }
      return found.size;
    };
    for (let x = 0; x < orderPeriod; x++) {
      for (let z = 0; z < orderPeriod; z++)
        expect(closure({ x, z })).toBeLessThanOrEqual(11 * blockTiles ** 2);
    }
  });

  test('is by the distance to the nearest player', () => {
    const places = [
      { x: 4, z: 4 },
      { x: 404, z: 4 },
    ];
    const open = openTiles({ isOpen: ({ x }) => x !== 0 }, places, 40);
    expect(open.slice(0, 2)).toEqual([
      { x: 50, z: 0 },
      { x: -1, z: 0 },
    ]);
    expect(new Set(open.map(({ x, z }) => `${x} ${z}`)).size).toBe(open.length);
    expect(open.every(({ x }) => x !== 0)).toBe(true);
    expect(open.length).toBeGreaterThan(100);
  });
});
