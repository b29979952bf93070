import { beforeEach, describe, expect, test } from 'vitest';
import { freeCameraView, type Steering } from '../../shared/watching.ts';
import { TestMemory, TestModel, testManifest, testSeed } from '../world/world.fixture.ts';
import { World } from '../world/world.ts';
import { Capacity } from './capacity.ts';
import { FreeCamera, idleSeconds } from './free-camera.ts';

const { rate } = testManifest.view;
const still: Steering = { move: 0, strafe: 0, rise: 0, yaw: 0, pitch: 0 };
const sue = { id: 'sue', host: false };
const tom = { id: 'tom', host: false };
const host = { id: 'ann', host: true };

class TestStream {
  closed = false;
  close() {
    this.closed = true;
  }
}

let now: number;
let capacity: Capacity;
let model: TestModel;
let memory: TestMemory;
let world: World;
let streams: TestStream[];
let lost: [string, string][];
let camera: FreeCamera<TestStream>;

beforeEach(() => {
  now = 0;
  capacity = new Capacity('spare', () => now);
  model = new TestModel();
  memory = new TestMemory();
  world = new World({
    pack: { manifest: testManifest },
    seed: testSeed(),
    generator: model,
    memory,
    roomSeed: 1,
  });
  world.join('ann', 'Ann');
  streams = [];
  lost = [];
  camera = new FreeCamera({
    world,
    room: 'a',
    capacity,
    createStream: async () => {
      const stream = new TestStream();
      streams.push(stream);
      return stream;
    },
    start: () => 'ann',
    lost: (pilot, { code }) => lost.push([pilot, code]),
    failed: (error) => {
      throw error;
    },
  });
});

/** Runs ticks of the room and returns the views that the last one drew. */
async function tick(count = 1): Promise<string[]> {
  for (let i = 0; i < count; i++) {
    await world.step();
    camera.advance();
  }
  return (model.requests.at(-1) ?? []).map(({ view }) => view);
}

async function takenBySue(): Promise<void> {
  expect(camera.take(sue)).toBeUndefined();
  await tick(2);
}

describe('FreeCamera', () => {
  test('costs one view while it flies, and nothing before and after', async () => {
    expect(await tick()).toEqual(['ann']);
    await takenBySue();
    expect(camera.pilot).toBe('sue');
    expect(await tick()).toEqual(['ann', freeCameraView]);
    camera.release('sue');
    expect(await tick()).toEqual(['ann']);
    expect(streams.map(({ closed }) => closed)).toEqual([true]);
    expect(world.newestView(freeCameraView)).toBeUndefined();
  });

  test('starts at the eyes of the director’s player and follows the steering', async () => {
    await takenBySue();
    const eyes = model.requests.at(-1)?.map(({ camera: { x, y, z } }) => ({ x, y, z })) ?? [];
    expect(eyes[1]).toEqual(eyes[0]);
    // Ann's own body would fill the picture from inside.
    expect(model.requests.at(-1)?.[1].entities).toEqual([]);
    camera.steer('tom', { ...still, move: 1 });
    await tick(3);
    expect(model.requests.at(-1)?.[1].camera).toMatchObject(eyes[0]);
    camera.steer('sue', { ...still, move: 1 });
    await tick(3);
    expect(model.requests.at(-1)?.[1].camera.z).toBeGreaterThan(eyes[0].z + 0.2);
    expect(model.requests.at(-1)?.[0].camera).toMatchObject(eyes[0]);
    camera.steer('sue', { ...still, move: -1 });
    await tick(rate);
    expect(model.requests.at(-1)?.[1].entities.map(({ kind }) => kind)).toEqual(['player']);
  });

  test('stops when its pilot sends nothing', async () => {
    await takenBySue();
    camera.steer('sue', { ...still, move: 1 });
    await tick(rate);
    const { z } = model.requests.at(-1)?.[1].camera ?? { z: Number.NaN };
    await tick(5);
    expect(model.requests.at(-1)?.[1].camera.z).toBe(z);
  });

  test('stores nothing in memory', async () => {
    await takenBySue();
    await tick(5);
    expect(new Set(memory.written.map(({ author }) => author))).toEqual(new Set(['ann']));
  });

  test('has one pilot at a time, and the host may take it', async () => {
    await takenBySue();
    expect(camera.take(sue)).toBeUndefined();
    expect(camera.take(tom)?.code).toBe('camera-taken');
    camera.release('tom');
    expect(camera.pilot).toBe('sue');
    expect(camera.take(host)).toBeUndefined();
    expect(camera.pilot).toBe('ann');
    expect(lost).toEqual([['sue', 'camera-to-host']]);
    expect(streams).toHaveLength(1);
  });

  test('is refused without capacity and withdrawn when capacity ends', async () => {
    const beats = (met: number) => {
      for (let beat = 0; beat < 40; beat++) {
        now += 100;
        capacity.observe('a', { due: 1, met, taken: 0.2, more: 0.2 });
      }
    };
    beats(0);
    expect(camera.take(sue)?.code).toBe('camera-busy');
    expect(camera.offered).toBe(false);
    beats(1);
    beats(1);
    expect(camera.offered).toBe(true);
    await takenBySue();
    expect(camera.offered).toBe(false);
    beats(0);
    expect(await tick(2)).toEqual(['ann']);
    expect(camera.pilot).toBeUndefined();
    expect(lost).toEqual([['sue', 'camera-withdrawn']]);
    expect(camera.take(sue)?.code).toBe('camera-busy');
  });

  test('is taken from a pilot who does not steer for a minute', async () => {
    await takenBySue();
    for (let second = 0; second < idleSeconds - 5; second++) {
      // Repeating the same input does not count as steering.
      camera.steer('sue', still);
      await tick(rate);
    }
    expect(camera.pilot).toBe('sue');
    await tick(10 * rate);
    expect(camera.pilot).toBeUndefined();
    expect(lost).toEqual([['sue', 'camera-idle']]);
  });

  test('closes the video of a flight that ended before it started', async () => {
    camera.take(sue);
    camera.release('sue');
    await tick(2);
    expect(camera.stream).toBeUndefined();
    expect(streams.map(({ closed }) => closed)).toEqual([true]);
    expect(await tick()).toEqual(['ann']);
  });
});
