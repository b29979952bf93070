import { expect, test } from 'vitest';
import type { Keyframe } from '../../contracts/keyframe.ts';
import { TestMemory, TestModel, testManifest, testSeed } from '../world.fixture.ts';
import { World } from '../world.ts';

/** Remembers seven keyframes, and finds all of them. */
class FullMemory extends TestMemory {
  override retrieve(): Keyframe[] {
    return Array.from({ length: 7 }, (_, id) => ({
      id,
      pose: { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 },
      rgb: new Uint8Array(new SharedArrayBuffer(1)),
      inverseDepth: new Uint16Array(new SharedArrayBuffer(2)),
      tick: 0,
      author: '',
    }));
  }
}

function newWorld() {
  const model = new TestModel();
  const pack = { manifest: testManifest };
  const seed = testSeed();
  const world = new World({ pack, seed, generator: model, memory: new FullMemory(), roomSeed: 1 });
  return { world, model };
}

test('views that are drawn are those of connected players that somebody watches, and of cameras', () => {
  const { world } = newWorld();
  expect(world.hasViewers).toBe(false);
  for (const id of ['ann', 'bob', 'cid']) world.join(id, id);
  world.setCamera('free', { x: 0, y: 2, z: 0, yaw: 0, pitch: 0 });
  world.setConnected('bob', false);
  world.setDrawn('cid', false);
  expect(world.drawnViews).toEqual([
    { view: 'ann', kind: 'player' },
    { view: 'free', kind: 'camera' },
  ]);
  expect(world.hasViewers).toBe(true);
});

test('a view is drawn from as many keyframes as its limit, the best ones', async () => {
  const { world, model } = newWorld();
  world.join('ann', 'Ann');
  world.join('bob', 'Bob');
  world.keyframeLimits.set('ann', 4);
  await world.step();
  const [ann, bob] = model.requests[0];
  expect(ann.keyframes.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
  expect(bob.keyframes).toHaveLength(7);
  world.leave('ann');
  expect(world.keyframeLimits.size).toBe(0);
});
