import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { Manifest } from '../../shared/pack.ts';
import { loadPack } from '../pack/pack.ts';
import { keyframeBytes, MemoryBudget, quarterOfMemory } from './memory-budget.ts';
import { RoomMemory } from './room-memory.ts';
import { boxScene, renderScene } from './scene.fixture.ts';
import { perfectView } from './view.fixture.ts';

const seedKeyframes = 4;
let manifest: Manifest;
/** Bytes of one keyframe. */
let one: number;

beforeAll(async () => {
  ({ manifest } = await loadPack(join(import.meta.dirname, '../generation/fixtures/pack')));
  one = 5 * manifest.view.width * manifest.view.height;
});

function look(x: number, z: number, yaw: number): Pose {
  return { x, y: 1.6, z, yaw, pitch: 0 };
}

function preparedWorld(): RoomMemory {
  const world = new RoomMemory(manifest);
  for (let i = 0; i < seedKeyframes; i++) {
    const pose = look(0, 0, (i * Math.PI) / 2);
    world.remember({ pose, ...renderScene(boxScene, manifest.view, pose), tick: 0, author: '' });
  }
  return world;
}

/** Writes keyframes from different positions, each in a tick and by a player of its own. */
function play(memory: RoomMemory, count: number, from = 0): void {
  for (let i = from; i < from + count; i++) {
    const pose = look(4 * Math.sin(i), 4 * Math.cos(i), i);
    expect(memory.write(perfectView(manifest, pose, { tick: 10 * i + 1 }), `player-${i}`)).toBeDefined();
  }
}

describe('the memory budget of all rooms', () => {
  test('counts shared keyframes once, and releases those of closed rooms', () => {
    const budget = new MemoryBudget(100 * one);
    const world = preparedWorld();
    const [a, b] = [world.fork(budget), world.fork(budget)];
    expect(budget.used).toBe(0);
    play(a, 3);
    expect(budget.used).toBe((seedKeyframes + 3) * one);
    play(b, 2);
    expect(budget.used).toBe((seedKeyframes + 5) * one);
    expect(a.ownBytes).toBe(3 * one);
    a.close();
    expect(budget.used).toBe((seedKeyframes + 2) * one);
    // A drawing that is still in progress may write to a closed room.
    play(a, 1, 50);
    expect(budget.used).toBe((seedKeyframes + 2) * one);
    b.close();
    expect(budget.used).toBe(0);
  });

  test('is kept: the largest room evicts, one within its fair share does not, and both retrieve', () => {
    const spareKeyframes = 16;
    const budget = new MemoryBudget((seedKeyframes + spareKeyframes) * one);
    const world = preparedWorld();
    const [large, small] = [world.fork(budget), world.fork(budget)];
    play(large, spareKeyframes);
    expect(budget.used).toBe(budget.bytes);
    play(small, 6, 100);
    const kept = [...small.keyframes];
    play(large, 20, 200);
    expect(budget.used).toBe(budget.bytes);
    expect(large.ownBytes).toBe((spareKeyframes - 6) * one);
    expect([...small.keyframes]).toEqual(kept);
    for (const memory of [large, small]) {
      const held = [...memory.keyframes];
      expect(held.map(({ author }) => author).filter((author) => author === '')).toHaveLength(seedKeyframes);
      for (const { pose } of held) {
        const found = memory.retrieve(pose).filter(({ id }) => id >= 0);
        expect(found.length).toBeGreaterThan(0);
        for (const keyframe of found) expect(held).toContain(keyframe);
      }
    }
    // A third room that comes late gets its share of both.
    const late = world.fork(budget);
    play(late, 20, 300);
    expect(budget.used).toBe(budget.bytes);
    const shares = [large, small, late].map(({ ownBytes }) => ownBytes / one).toSorted((a, b) => a - b);
    expect(shares).toEqual([5, 5, 6]);
  });

  test('holds one room to its own limit, whatever others leave free', () => {
    const budget = new MemoryBudget(1000 * one, 5 * one);
    const [greedy, other] = [preparedWorld().fork(budget), preparedWorld().fork(budget)];
    play(greedy, 12);
    expect(greedy.ownBytes).toBe(5 * one);
    expect(greedy.size).toBe(seedKeyframes + 5);
    play(other, 3);
    expect(other.ownBytes).toBe(3 * one);
  });

  test('never evicts the world that a room started from, even with a tiny budget', () => {
    const budget = new MemoryBudget(one);
    const memory = preparedWorld().fork(budget);
    play(memory, 3);
    expect([...memory.keyframes].filter(({ author }) => author === '')).toHaveLength(seedKeyframes);
    expect(memory.size).toBe(seedKeyframes + 1);
    expect(memory.retrieve(look(0, 0, 0)).length).toBeGreaterThan(0);
  });

  test('counts the planes of a keyframe', () => {
    const [keyframe] = preparedWorld().keyframes;
    expect(keyframeBytes(keyframe)).toBe(one);
    const fine = { width: 8, height: 4, rgb: new Uint8Array(new SharedArrayBuffer(96)) };
    expect(keyframeBytes({ ...keyframe, fine })).toBe(one + 96);
    expect(quarterOfMemory()).toBeGreaterThan(1e7);
  });
});
