import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { testPlan } from '../../../server/map-generation/plan-network.fixture.ts';
import type { PlanTile, Tile } from '../../../server/map-generation/tile.ts';
import { RoomMap } from '../../../server/world/ground/room-map.ts';
import { TileLead } from './tile-lead.ts';

/** Ticks a second, and seconds that players stand and walk. */
const rate = 12;
const [standing, walking] = [2, 60];

/** Two players who walk straight away from each other, while a thread fills in tiles one after the other, in simulated time. */
async function leadOf(metresASecond: number, millisecondsATile: number) {
  const waiting: (() => void)[] = [];
  let isInstant = true;
  const tile = (): PlanTile => ({ kinds: new Uint8Array(64), materials: new Uint8Array(64) });
  const start = { x: 12.5, z: 12.5, yaw: 0 };
  const unknown = { cellSize: 0.5, solidAt: () => false, cell: () => 'unknown' as const };
  const map = new RoomMap({
    plan: testPlan,
    seed: { entities: [], spawns: [start] },
    heights: unknown,
    roomSeed: 1,
    fill: () =>
      isInstant ? Promise.resolve(tile()) : new Promise((resolve) => waiting.push(() => resolve(tile()))),
  });
  const place = () => {
    for (const one of map.takeReady()) map.place(one);
  };
  const isThere = ({ x, z }: Tile) => map.ground.cell?.(x * 16 + 8, z * 16 + 8) !== 'unknown';
  const settle = async () => {
    for (let i = 0; i < 3; i++) await nextTurn();
  };
  await map.fillAround([start], 28);
  place();
  isInstant = false;
  const lead = new TileLead(isThere);
  let left = 0;
  for (let tick = 0; tick < (standing + walking) * rate; tick++) {
    const seconds = Math.max(0, tick / rate - standing);
    const vx = seconds > 0 ? metresASecond : 0;
    const players = [1, -1].map((way) => ({
      x: start.x + way * vx * seconds,
      z: start.z,
      vx: way * vx,
      vz: 0,
    }));
    place();
    map.tend(players);
    await settle();
    lead.look(players);
    left += 1000 / rate;
    while (waiting.length > 0 && left >= millisecondsATile) {
      left -= millisecondsATile;
      waiting.shift()?.();
      await settle();
    }
    left = Math.min(left, waiting.length === 0 ? 0 : millisecondsATile);
  }
  map.close();
  return lead.figures;
}

test('tiles are there 25 m ahead of two players at 2.7 m/s, if each takes 57 ms', async () => {
  const { waited, late, looks } = await leadOf(2.7, 57);
  expect(looks).toBe((standing + walking) * rate);
  expect({ waited, late }).toEqual({ waited: 0, late: 0 });
});

test('tiles that take four times as long come late', async () => {
  const { waited, late } = await leadOf(2.7, 228);
  expect(waited).toBeGreaterThan(20);
  expect(late).toBeGreaterThan(waited);
});
