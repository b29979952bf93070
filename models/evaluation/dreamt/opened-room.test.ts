import { expect, test } from 'vitest';
import { GroundModel, mapPack } from '../../../server/rooms/endless.fixture.ts';
import { planKind, planTile } from '../../../shared/plan.ts';
import { openedRoom, playedPlan, readCells } from './opened-room.ts';

test('a room is opened as it was asked for, and all ground around its start is read', async () => {
  const model = new GroundModel();
  const world = await openedRoom(mapPack, model, { roomSeed: 4, plan: { doors: 0.25 }, looks: {} });
  expect(new Set(model.filled.map(({ asked }) => asked.join(' ')))).toEqual(new Set(['-1 -1 -1 0.25']));
  expect(new Set(model.filled.map(({ roomSeed }) => roomSeed))).toEqual(new Set([4]));
  const { size, kinds, given } = playedPlan(world, world.spawns[0]);
  expect(size).toBe(readCells);
  // The model's tiles have a wall with a door in their row 2, but where the start was given to be open.
  const rows = [...kinds].map((kind, cell) => ({ kind, cell, isGiven: given[cell] === 1 }));
  const inWalls = rows.filter(({ cell }) => Math.floor(cell / size) % planTile === 2);
  const expected = (cell: number) => (cell % planTile === 4 ? planKind.door : planKind.high);
  expect(inWalls.every(({ kind, cell, isGiven }) => isGiven || kind === expected(cell))).toBe(true);
  expect(inWalls.filter(({ isGiven }) => !isGiven).length).toBeGreaterThan(190);
  expect(rows.filter(({ kind }) => kind === planKind.high).length).toBeGreaterThan(165);
  expect(given.some((is) => is === 1)).toBe(true);
  world.close();
});
