import { beforeEach, describe, expect, test } from 'vitest';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import { TestSoundStream } from '../rooms/room.fixture.ts';
import { gridOf, openGround, TestMemory, TestModel, testManifest, testSeed } from '../world/world.fixture.ts';
import { World } from '../world/world.ts';
import { RoomSound } from './room-sound.ts';

describe('RoomSound', () => {
  let world: World;
  let streams: TestSoundStream[];
  let sound: RoomSound;

  function room(grid: SolidGrid): void {
    world = new World({
      pack: { manifest: testManifest },
      seed: testSeed(),
      generator: new TestModel(),
      memory: new TestMemory(grid),
      roomSeed: 1,
    });
    streams = [];
    sound = new RoomSound({
      world,
      createStream: async () => {
        const stream = new TestSoundStream();
        streams.push(stream);
        return stream;
      },
    });
    world.join('ann', 'Ann');
    world.join('ben', 'Ben');
  }

  beforeEach(() => room(openGround));

  async function tick(): Promise<void> {
    await world.advance();
    sound.advanced();
  }

  test('creates nothing before the first request', async () => {
    for (let i = 0; i < 3; i++) await tick();
    expect(streams).toEqual([]);
  });

  test('creates one stream for each player, shared by concurrent requests', async () => {
    const [one, other] = await Promise.all([sound.stream('ann'), sound.stream('ann')]);
    expect(one).toBe(other);
    expect(await sound.stream('ann')).toBe(one);
    expect(await sound.stream('ben')).not.toBe(one);
    expect(streams).toHaveLength(2);
  });

  test('listens at the free camera while it flies', async () => {
    world.setCamera('camera', { x: 3, y: 5, z: 4, yaw: 1, pitch: 0.2 });
    const stream = await sound.stream('camera');
    await tick();
    world.setCamera('camera', { x: 6, y: 5, z: 4, yaw: 1, pitch: 0.2 });
    await tick();
    expect(streams[0].moments.map(({ ear }) => ear.x)).toEqual([3, 6]);
    world.setCamera('camera', undefined);
    await tick();
    expect(stream?.closed).toBe(true);
  });

  test('has no stream for anyone but players', async () => {
    expect(await sound.stream('sue')).toBeUndefined();
    expect(streams).toEqual([]);
  });

  test('passes on the listener’s pose and the other players’ sounds', async () => {
    const ben = world.state.players.get('ben');
    if (ben === undefined) throw new Error('Ben is there');
    await sound.stream('ann');
    await tick();
    Object.assign(ben.body, { x: 10, z: 14 });
    const [heard] = streams;
    const { x, z } = world.state.players.get('ann')?.body ?? { x: 0, z: 0 };
    expect(heard.moments[0].ear).toEqual({ x, y: testManifest.motion.eyeHeight, z, yaw: 0 });
    world.setInput('ben', {
      sequence: 1,
      action: { move: 0, strafe: 0, turn: 0, look: 0, jump: true, use: false, place: false, remove: false },
    });
    for (let i = 0; i < 4; i++) await tick();
    const jump = heard.moments.flatMap(({ began }) => began).find(({ kind }) => kind === 'jump');
    expect(jump).toMatchObject({ x: 10, z: 14, openness: 1 });
  });

  test('hears the same sources through walls, only quieter', async () => {
    const lines = Array.from({ length: 20 }, (_, z) => (z === 12 ? '#'.repeat(20) : '.'.repeat(20)));
    room(gridOf(...lines));
    await sound.stream('ann');
    world.leave('ben');
    await tick();
    Object.assign(world.join('ben', 'Ben').body, { x: 10, z: 15 });
    await tick();
    const came = streams[0].moments.flatMap(({ began }) => began).find(({ kind }) => kind === 'join');
    expect(came?.openness).toBeLessThan(0.05);
  });

  test('tells rooms from open ground, and the time of day', async () => {
    const openness = async (grid: SolidGrid) => {
      room(grid);
      await sound.stream('ann');
      await tick();
      return streams[0].moments[0].air;
    };
    const hut = {
      cellSize: 0.5,
      solidAt: (x: number, z: number) => Math.max(Math.abs(x - 20), Math.abs(z - 20)) === 3,
    };
    // The test world starts at 9 of 6 to 18 o'clock.
    expect(await openness(openGround)).toEqual({ openness: 1, timeOfDay: 0.25 });
    expect((await openness(hut)).openness).toBeLessThan(0.2);
  });

  test('ends with its player, and starts again after it closed itself', async () => {
    const first = await sound.stream('ann');
    first?.close();
    const second = await sound.stream('ann');
    expect(second).not.toBe(first);
    await tick();
    expect(streams[1].moments).toHaveLength(1);
    world.leave('ann');
    await tick();
    expect(second?.closed).toBe(true);
    const ben = await sound.stream('ben');
    sound.close();
    expect(ben?.closed).toBe(true);
    expect(await sound.stream('ben')).toBeUndefined();
  });
});
