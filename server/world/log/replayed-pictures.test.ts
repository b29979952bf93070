import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { neutralAction } from '../../../shared/action.ts';
import { type GeneratedView, pictureOf } from '../../contracts/view.ts';
import { Generator } from '../../generation/generator.ts';
import { memoryHash } from '../../memory/memory-hash.ts';
import { RoomMemory } from '../../memory/room-memory.ts';
import { readWorldSeed, type WorldSeed } from '../../memory/worlds/world-seed.ts';
import { loadPack, type Pack } from '../../pack/pack.ts';
import { stateHash } from '../snapshots/state-hash.ts';
import { TickLoop } from '../tick-loop.ts';
import { RecordedWorld } from './recorded-world.ts';
import { type LogEntry, Replay } from './replay.ts';

const folder = join(import.meta.dirname, '../../generation/fixtures/pack');
let pack: Pack;
let seed: WorldSeed;
let generator: Generator;

beforeAll(async () => {
  pack = await loadPack(folder);
  seed = await readWorldSeed(join(folder, 'seeds/plain'), pack.manifest.view, folder);
  const quiet = () => {};
  generator = await Generator.create(pack, {
    ...{ provider: 'cpu', workers: 2 },
    logger: { info: quiet, warn: quiet, error: quiet },
  });
});
afterAll(() => generator?.close());

/** A picture by its view and tick. */
function hashOf(view: GeneratedView): string {
  const { rgb } = pictureOf(view, pack.manifest.view);
  const hash = createHash('sha256').update(rgb).update(new Uint8Array(view.inverseDepth.buffer));
  return `${view.view} ${view.tick} ${hash.digest('hex').slice(0, 16)}`;
}

test('what was played against the clock, with real networks, is replayed with the same hash of every frame', async () => {
  const log: LogEntry[] = [];
  const memory = new RoomMemory(pack.manifest);
  const parts = { pack, seed, generator, roomSeed: 9, room: 'room' };
  const world = new RecordedWorld({ ...parts, memory }, (operation) => log.push(operation));
  memory.journal = (change) => log.push({ do: 'memory', change });
  const start = { world: world.snapshot(), memory: memory.snapshot() };
  const frames: string[] = [];
  const failures: unknown[] = [];
  const loop = new TickLoop({
    world,
    deliver: (views) => frames.push(...views.map(hashOf)),
    failed: (error) => failures.push(error),
  });
  world.join('ann', 'Ann');
  world.join('bob', 'Bob');
  loop.start();
  for (let i = 1; i <= 90; i++) {
    for (const [id, turn] of [
      ['ann', 0.4],
      ['bob', -0.7],
    ] as const) {
      const action = {
        ...neutralAction,
        move: i % 3 === 0 ? 0 : 1,
        turn: turn * Math.sin(i / 7),
        jump: i % 20 === 0,
      };
      world.setInput(id, { sequence: i, action });
    }
    if (i === 40) world.setDrawn('bob', false);
    if (i === 55) world.setDrawn('bob', true);
    if (i === 60) world.keyframeLimits.set('ann', 2);
    await sleep(37);
  }
  await loop.stop();
  expect(failures).toEqual([]);

  const again = await RoomMemory.restore(pack.manifest, start.memory);
  const replayed: string[] = [];
  const replay = new Replay({
    ...{ ...parts, memory: again },
    deliver: (views) => replayed.push(...views.map(hashOf)),
  });
  replay.world.restore(start.world);
  await replay.repeat(log);
  expect(stateHash(replay.world.snapshot())).toBe(stateHash(world.snapshot()));
  expect(memoryHash(again.snapshot(), { evidence: false })).toBe(
    memoryHash(memory.snapshot(), { evidence: false }),
  );
  expect(frames.length).toBeGreaterThan(40);
  expect(replayed).toEqual(frames);
});
