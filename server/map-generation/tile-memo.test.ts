import { expect, test } from 'vitest';
import { planTile } from '../../shared/plan.ts';
import type { TileRequest } from './tile-filler.ts';
import { TileMemo } from './tile-memo.ts';
import { nothingGiven, windowOf } from './window.ts';

const request = (x: number, changes: Partial<TileRequest> = {}): TileRequest => ({
  roomSeed: 3,
  tile: { x, z: 0 },
  window: windowOf({ x, z: 0 }, nothingGiven, () => undefined, 5),
  asked: [-1, -1, -1, -1],
  ...changes,
});

function counting(most?: number) {
  const filled: TileRequest[] = [];
  let failing = false;
  const memo = new TileMemo(async (one) => {
    filled.push(one);
    if (failing) throw new Error('the graph broke');
    return {
      kinds: new Uint8Array(planTile ** 2),
      materials: new Uint8Array(planTile ** 2).fill(one.tile.x),
    };
  }, most);
  return {
    memo,
    filled,
    fail: (value: boolean) => {
      failing = value;
    },
  };
}

test('a tile is filled in once for the same request, also while it is under way', async () => {
  const { memo, filled } = counting();
  const [one, other] = await Promise.all([memo.fill(request(1)), memo.fill(request(1))]);
  expect(one).toBe(other);
  await memo.fill(request(1));
  expect(filled).toHaveLength(1);
});

test('whatever a tile is filled in from makes another one', async () => {
  const { memo, filled } = counting();
  const { window } = request(1);
  const kinds = window.kinds.slice();
  kinds[0] = 0;
  const materials = window.materials.slice();
  materials[0] = 0;
  const others: Partial<TileRequest>[] = [
    {},
    { roomSeed: 4 },
    { asked: [0.5, -1, -1, -1] },
    { window: { ...window, kinds } },
    { window: { ...window, materials } },
  ];
  for (const changes of others) await memo.fill(request(1, changes));
  await memo.fill(request(2));
  expect(filled).toHaveLength(6);
});

test('what failed is tried again, and the least recently used tile is forgotten', async () => {
  const { memo, filled, fail } = counting(2);
  fail(true);
  await expect(memo.fill(request(1))).rejects.toThrow('broke');
  fail(false);
  await memo.fill(request(1));
  expect(filled).toHaveLength(2);
  await memo.fill(request(2));
  await memo.fill(request(1));
  await memo.fill(request(3));
  await memo.fill(request(1));
  expect(filled).toHaveLength(4);
  await memo.fill(request(2));
  expect(filled).toHaveLength(5);
});
