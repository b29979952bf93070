import { beforeEach, describe, expect, test } from 'vitest';
import { gridOf, openGround, TestMemory, TestModel, testManifest, testSeed } from '../world/world.fixture.ts';
import { World } from '../world/world.ts';
import { Interest } from './interest.ts';

let world: World;

/** A world in which Ann (5, 5) and Ben (15, 5) look along +z, past each other. */
function newWorld(entities: Parameters<typeof testSeed>[0] = []): World {
  const made = new World({
    pack: { manifest: testManifest },
    seed: {
      ...testSeed(entities),
      spawns: [
        { x: 5, z: 5, yaw: 0 },
        { x: 15, z: 5, yaw: 0 },
      ],
    },
    generator: new TestModel(),
    memory: new TestMemory(),
    roomSeed: 1,
  });
  made.join('ann', 'Ann');
  made.join('ben', 'Ben');
  return made;
}

/** Interest of each view after some ticks. `act` changes the world before each. */
function watch(interest: Interest, act: (tick: number) => void = () => {}, ticks = 20) {
  let worth = new Map<string, number>();
  for (let tick = 0; tick < ticks; tick++) {
    act(tick);
    worth = interest.update(world.state);
  }
  return { ann: worth.get('ann') ?? -1, ben: worth.get('ben') ?? -1 };
}

function body(id: string) {
  const player = world.state.players.get(id);
  if (player === undefined) throw new Error(`no player ${id}`);
  return player.body;
}

beforeEach(() => {
  world = newWorld();
});

describe('Interest', () => {
  test('casts no sight rays without spectators, but counts own movement', () => {
    let asked = 0;
    const counted = {
      cellSize: openGround.cellSize,
      solidAt: (x: number, z: number) => {
        asked++;
        return openGround.solidAt(x, z);
      },
    };
    Object.assign(body('ben'), { x: 5, z: 9 });
    const interest = new Interest(testManifest, counted);
    let worth = new Map<string, number>();
    for (let tick = 0; tick < 20; tick++) {
      body('ben').z += 0.1;
      worth = interest.update(world.state, false);
    }
    expect(asked).toBe(0);
    expect(worth.get('ann')).toBe(0);
    expect(worth.get('ben')).toBeGreaterThan(0);
    expect(interest.update(world.state).get('ann')).toBeGreaterThan(0);
    expect(asked).toBeGreaterThan(0);
  });

  test('is 0 without activity', () => {
    expect(watch(new Interest(testManifest, openGround))).toEqual({ ann: 0, ben: 0 });
  });

  test('counts players in sight, but none behind a wall', () => {
    Object.assign(body('ben'), { x: 5, z: 10 });
    const seen = watch(new Interest(testManifest, openGround));
    expect(seen.ann).toBeGreaterThan(0.3);
    expect(seen.ben).toBe(0);
    const walled = gridOf(...Array.from({ length: 12 }, (_, z) => (z === 8 ? '############' : '')));
    expect(watch(new Interest(testManifest, walled)).ann).toBe(0);
  });

  test('counts the player’s own movement, which fades after it stops', () => {
    const interest = new Interest(testManifest, openGround);
    const walking = watch(interest, () => {
      body('ben').z += 0.1;
    });
    expect(walking.ben).toBeGreaterThan(0.02);
    expect(walking.ann).toBe(0);
    expect(watch(interest, undefined, 200).ben).toBeLessThan(walking.ben / 20);
  });

  test('rises with a point for a few seconds', () => {
    const interest = new Interest(testManifest, openGround);
    watch(interest);
    const player = world.state.players.get('ann');
    const scored = watch(
      interest,
      (tick) => {
        if (tick === 0 && player !== undefined) player.score++;
      },
      2,
    );
    expect(scored.ann).toBeGreaterThan(2);
    expect(scored.ben).toBe(0);
    expect(watch(interest, undefined, 300).ann).toBeLessThan(0.1);
  });

  test('counts sliding doors and the rolling ball in sight', () => {
    world = newWorld([
      { kind: 'door', x: 5, y: 1.1, z: 9, yaw: 0, colour: 0, state: 0 },
      { kind: 'ball', x: 15, y: 0.3, z: 9, yaw: 0, colour: 0, state: 0 },
    ]);
    const interest = new Interest(testManifest, openGround);
    expect(watch(interest)).toEqual({ ann: 0, ben: 0 });
    const [door, ball] = [...world.state.entities.values()];
    const sliding = watch(interest, (tick) => {
      if (door.kind === 'door') door.state = Math.min(1, 0.05 * tick);
    });
    expect(sliding.ann).toBeGreaterThan(0.2);
    expect(sliding.ben).toBe(0);
    const rolling = watch(interest, () => {
      if (ball.kind === 'ball') ball.body.z += 0.05;
    });
    expect(rolling.ben).toBeGreaterThan(0.02);
  });

  test('leaves out disconnected players', () => {
    world.setConnected('ann', false);
    expect([...new Interest(testManifest, openGround).update(world.state).keys()]).toEqual(['ben']);
  });
});
