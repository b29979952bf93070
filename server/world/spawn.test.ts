import { describe, expect, test } from 'vitest';
import { isClear } from '../../shared/geometry/solids.ts';
import { bodyNear, initialState, seedEntities, spawnBody } from './spawn.ts';
import { gridOf, openGround, testSeed } from './world.fixture.ts';
import { drawnEntity, obstaclesFor } from './world-state.ts';

describe('the initial state of a seed', () => {
  test('has every entity where the seed has it, doors with their closed position', () => {
    const seed = testSeed([
      { kind: 'door', x: 4, y: 1.1, z: 7, yaw: 0.6, colour: 0, state: 1 },
      { kind: 'block', x: 1.5, y: 0.4, z: 2.5, yaw: 0, colour: 3, state: 0 },
      { kind: 'orb', x: 3, y: 0.9, z: 3, yaw: 0, colour: 0, state: 0 },
      { kind: 'ball', x: 8, y: 0.3, z: 8, yaw: 1, colour: 0, state: 0 },
    ]);
    const state = initialState(seed);
    for (const [index, entity] of [...state.entities.values()].entries()) {
      const { x, y, z, yaw } = seed.entities[index];
      const drawn = drawnEntity(entity);
      expect(drawn?.x).toBeCloseTo(x);
      expect(drawn?.y).toBeCloseTo(y);
      expect(drawn?.z).toBeCloseTo(z);
      if (entity.kind !== 'orb') expect(drawn?.yaw).toBe(yaw);
    }
    const door = state.entities.get('door-0');
    expect(door?.kind === 'door' && Math.hypot(door.closed.x - 4, door.closed.z - 7)).toBeCloseTo(0.92);
    expect(state.controls.get('timeOfDay')).toBe(9);
  });

  test('converts back to the same seed, with collected orbs returned', () => {
    const seed = testSeed([
      { kind: 'door', x: 4, y: 1.1, z: 7, yaw: 0.6, colour: 0, state: 0.3 },
      { kind: 'block', x: 1.5, y: 0.4, z: 2.5, yaw: 0, colour: 3, state: 0 },
      { kind: 'orb', x: 3, y: 0.9, z: 3, yaw: 0, colour: 0, state: 0 },
      { kind: 'ball', x: 8, y: 0.3, z: 8, yaw: 1, colour: 0, state: 0 },
    ]);
    const state = initialState(seed);
    for (const entity of state.entities.values()) if (entity.kind === 'orb') entity.returns = 90;
    const again = seedEntities(state);
    expect(again).toHaveLength(4);
    for (const [i, { x, y, z, ...rest }] of again.entries()) {
      const { kind, yaw, colour, state } = seed.entities[i];
      expect(rest).toEqual({ kind, yaw, colour, state });
      expect(Math.hypot(x - seed.entities[i].x, y - seed.entities[i].y, z - seed.entities[i].z)).toBeCloseTo(
        0,
      );
    }
  });
});

describe('a spawn', () => {
  const { spawns } = testSeed();

  test('is the next free one of the seed', () => {
    const state = initialState(
      testSeed([{ kind: 'ball', x: 5.2, y: 0.3, z: 5, yaw: 0, colour: 0, state: 0 }]),
    );
    expect(spawnBody(state, spawns, 0, openGround)).toMatchObject({ x: 10, z: 10, y: 0 });
    expect(spawnBody(state, spawns, 1, openGround)).toMatchObject({ x: 15, z: 5 });
    expect(spawnBody(state, spawns, 4, openGround)).toMatchObject({ x: 10, z: 10 });
  });

  test('is beside the one farthest from everybody if none is free', () => {
    const balls = spawns.map(({ x, z }, index) => ({
      kind: 'ball' as const,
      x: x + (index === 2 ? 0.5 : 0),
      y: 0.3,
      z,
      yaw: 0,
      colour: 0,
      state: 0,
    }));
    expect(spawnBody(initialState(testSeed(balls)), spawns, 0, openGround)).toMatchObject({ x: 14.8, z: 5 });
  });

  test('has room beside it if somebody stands on it', () => {
    const seed = { ...testSeed(), spawns: [{ x: 5, z: 5, yaw: 0 }] };
    const grid = gridOf(...Array.from({ length: 10 }, (_, z) => (z < 5 ? '#'.repeat(10) : '.'.repeat(10))));
    const state = initialState(
      testSeed([{ kind: 'ball', x: 5, y: 0.3, z: 5.4, yaw: 0, colour: 0, state: 0 }]),
    );
    const { x, z } = spawnBody(state, seed.spawns, 0, grid);
    expect(isClear({ grid, obstacles: obstaclesFor(state, undefined) }, x, z, 0.3)).toBe(true);
    expect(Math.hypot(x - 5, z - 5)).toBeLessThan(1);
  });
});

describe('the body of a player who returns', () => {
  const lastPose = { x: 5, z: 5, yaw: 1.2, pitch: 0.1 };

  test('has the old position and direction', () => {
    const body = bodyNear(initialState(testSeed()), lastPose, openGround);
    expect(body).toMatchObject({ kind: 'player', x: 5, z: 5, y: 0, heading: 1.2, vx: 0 });
  });

  test('is beside whatever is there now', () => {
    const seed = testSeed([{ kind: 'ball', x: 5.1, y: 0.3, z: 5, yaw: 0, colour: 0, state: 0 }]);
    const state = initialState(seed);
    const body = bodyNear(state, lastPose, openGround);
    expect(
      body && isClear({ grid: openGround, obstacles: obstaclesFor(state, undefined) }, body.x, body.z, 0.3),
    ).toBe(true);
    expect(body && Math.hypot(body.x - 5, body.z - 5)).toBeLessThan(1.5);
  });

  test('gets an ordinary spawn if there is no room left', () => {
    const walls = gridOf(...Array.from({ length: 20 }, () => '#'.repeat(20)));
    expect(bodyNear(initialState(testSeed()), lastPose, walls)).toBeUndefined();
  });
});
