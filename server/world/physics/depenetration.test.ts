import { describe, expect, test } from 'vitest';
import { type Action, neutralAction } from '../../../shared/action.ts';
import { isClear } from '../../../shared/geometry/solids.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import type { WorldSeed } from '../../memory/worlds/world-seed.ts';
import { gridOf, openGround, TestMemory, TestModel, testManifest, testSeed } from '../world.fixture.ts';
import { World } from '../world.ts';
import { movingBodies, obstaclesFor } from '../world-state.ts';
import type { Depenetration } from './depenetration.ts';
import { isEnclosed } from './enclosure.ts';

const { rate } = testManifest.view;

/** A world with variable walls that records the depenetrations of its bodies. */
function worldOf(entities: WorldSeed['entities'] = [], seed: Partial<WorldSeed> = {}) {
  const walls: { now: KnownGrid } = { now: openGround };
  const kindAt = (x: number, z: number) => (walls.now.solidAt(x, z) ? 'solid' : 'floor');
  const grid: KnownGrid = {
    cellSize: 1,
    solidAt: (x, z) => walls.now.solidAt(x, z),
    cell: (x, z) => walls.now.cell?.(x, z) ?? kindAt(x, z),
  };
  const freed: Depenetration[] = [];
  const world = new World({
    pack: { manifest: testManifest },
    seed: { ...testSeed(entities), ...seed },
    generator: new TestModel(),
    memory: new TestMemory(grid),
    roomSeed: 3,
    freed: (found) => freed.push(found),
  });
  let sequence = 0;
  return {
    world,
    walls,
    freed,
    async ticks(count: number, actions: Record<string, Partial<Action>> = {}) {
      for (let tick = 0; tick < count; tick++) {
        sequence++;
        for (const [id, action] of Object.entries(actions)) {
          world.setInput(id, { sequence, action: { ...neutralAction, ...action } });
        }
        await world.advance();
      }
    },
    /** Whether every body is clear of everything and no player is enclosed. */
    allFree: () =>
      movingBodies(world.state).every((body) => {
        const around = { grid, obstacles: obstaclesFor(world.state, body) };
        const shutIn = body.kind === 'player' && isEnclosed(around, body.x, body.z);
        return isClear(around, body.x, body.z, 0.3 - 1e-3) && !shutIn;
      }),
  };
}

/** Walls from a drawing whose row 0 is at z = 8 and column 0 at x = 8. */
const wallsFrom = (...lines: string[]) => {
  const grid = gridOf(...lines);
  return { cellSize: 1, solidAt: (x: number, z: number) => grid.solidAt(x - 8, z - 8) };
};

describe('a stuck body is freed within a second, counted and reported', () => {
  test('from another body, by sliding', async () => {
    const { world, freed, ticks, allFree } = worldOf();
    const a = world.join('a', 'Ann').body;
    const b = world.join('b', 'Ben').body;
    for (const apart of [0, 0.2, 0.5]) {
      await ticks(1);
      freed.length = 0;
      Object.assign(b, { x: a.x + apart, z: a.z });
      await ticks(rate / 2);
      expect(allFree()).toBe(true);
      expect(freed).toHaveLength(1);
      expect(freed[0]).toMatchObject({ cause: 'player' });
    }
    expect(world.report().waysOut).toMatchObject({ player: 3, wall: 0, enclosed: 0 });
  });

  test('from a wall that appears beside it, by sliding', async () => {
    const { world, walls, freed, ticks } = worldOf();
    const { body } = world.join('a', 'Ann');
    await ticks(1);
    Object.assign(body, { x: 10.5, z: 10.8 });
    walls.now = wallsFrom('', '', '', '#####');
    await ticks(1);
    expect(body.z).toBeLessThanOrEqual(10.7);
    expect(body.z).toBeGreaterThan(10.69);
    expect(body.x).toBe(10.5);
    expect(freed).toEqual([{ tick: 2, player: 'a', cause: 'wall', metres: expect.closeTo(0.1, 2) }]);
  });

  test('from walls that appear around it', async () => {
    const { world, walls, freed, ticks, allFree } = worldOf();
    const { body } = world.join('a', 'Ann');
    Object.assign(body, { x: 10.5, z: 10.5 });
    walls.now = wallsFrom('.....', '.###.', '.#.#.', '.###.', '.....');
    await ticks(rate / 2);
    expect(allFree()).toBe(true);
    expect(freed).toMatchObject([{ player: 'a', cause: 'enclosed' }]);
    expect(freed[0].metres).toBeLessThan(2);
    expect(world.report().waysOut.enclosed).toBe(1);
  });

  test('from solid ground of any depth; without free ground nearby, to a spot of the seed', async () => {
    for (const [size, far] of [
      [2, 3],
      [40, 30],
    ]) {
      const { world, walls, freed, ticks, allFree } = worldOf([], { spawns: [{ x: 40, z: 10, yaw: 0 }] });
      const { body } = world.join('a', 'Ann');
      Object.assign(body, { x: 10.5, z: 10.5 });
      walls.now = {
        cellSize: 1,
        solidAt: (x, z) => Math.abs(x - 10) < size && Math.abs(z - 10) < size && x < 39,
      };
      await ticks(rate / 2);
      expect(allFree()).toBe(true);
      expect(freed).toMatchObject([{ cause: 'wall' }]);
      expect(freed[0].metres).toBeLessThan(far);
    }
  });

  test('from walls, to ground that was seen, however near unseen ground is', async () => {
    // Around (10.5, 10.5): enclosed, or in the middle of a wall. Everything left of x = 10 is unseen.
    for (const lines of [
      ['.....', '.###.', '.#.#.', '.###.', '.....'],
      ['..#..', '..#..', '..#..', '..#..', '..#..'],
    ]) {
      const { world, walls, freed, ticks, allFree } = worldOf();
      const { body } = world.join('a', 'Ann');
      Object.assign(body, { x: 10.4, z: 10.5 });
      const drawn = wallsFrom(...lines);
      const unseen = (x: number) => x < 10;
      walls.now = {
        ...drawn,
        cell: (x, z) => (drawn.solidAt(x, z) ? 'solid' : unseen(x) ? 'unknown' : 'floor'),
      };
      await ticks(rate / 2);
      expect(allFree()).toBe(true);
      expect(freed).toHaveLength(1);
      expect(body.x).toBeGreaterThan(10);
    }
  });

  test('from a block, if it is a ball', async () => {
    const { world, freed, ticks, allFree } = worldOf([
      { kind: 'block', x: 3.5, y: 0.4, z: 3.5, yaw: 0.3, colour: 2, state: 0 },
      { kind: 'ball', x: 3.6, y: 0.3, z: 3.4, yaw: 0, colour: 0, state: 0 },
    ]);
    await ticks(rate / 2);
    expect(allFree()).toBe(true);
    expect(freed).toMatchObject([{ player: undefined, cause: 'block' }]);
    expect(world.report().waysOut.block).toBe(1);
  });

  test('from a crowd at one spawn', async () => {
    const { world, ticks, allFree } = worldOf([], { spawns: [{ x: 10, z: 10, yaw: 0 }] });
    for (let i = 0; i < 8; i++) {
      world.join(`p${i}`, 'P');
      expect(allFree()).toBe(true);
    }
    const before = movingBodies(world.state).map(({ x, z }) => [x, z]);
    await ticks(rate);
    expect(movingBodies(world.state).map(({ x, z }) => [x, z])).toEqual(before);
  });
});

test('a body that is not stuck is not moved', async () => {
  const { world, walls, freed, ticks } = worldOf();
  walls.now = wallsFrom('######', '#....#', '#....#', '#.....', '######');
  world.join('a', 'Ann');
  world.join('b', 'Ben');
  for (let beat = 0; beat < 8; beat++) {
    await ticks(rate / 4, { a: { move: 1, turn: 0.3, jump: true }, b: { move: 1, strafe: -1, turn: -0.5 } });
  }
  expect(freed).toEqual([]);
});
