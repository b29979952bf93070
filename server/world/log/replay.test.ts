import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { neutralAction } from '../../../shared/action.ts';
import { exactText, parseExact } from '../../contracts/exact-json.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import { memoryHash } from '../../memory/memory-hash.ts';
import { RoomMemory } from '../../memory/room-memory.ts';
import { freePlay } from '../modes/free-play.ts';
import type { GameMode } from '../modes/mode.ts';
import { modes } from '../modes/modes.ts';
import { playManifest, playOptions, plays, playTick, SceneModel } from '../snapshots/played-world.fixture.ts';
import { stateHash } from '../snapshots/state-hash.ts';
import { worldOperationSchema } from './operation.ts';
import { RecordedWorld } from './recorded-world.ts';
import { type LogEntry, Replay } from './replay.ts';
import { ReplayedWorld } from './replayed-world.ts';

/** A world that is recorded, with its memory. Operations go through text, as a store would keep them. */
function recorded(mode: GameMode) {
  const memory = new RoomMemory(playManifest);
  const log: LogEntry[] = [];
  const model = new SceneModel();
  const options = playOptions(mode, memory, model);
  const world = new RecordedWorld(options, (operation) => {
    log.push(worldOperationSchema.parse(parseExact(exactText(operation))));
  });
  memory.journal = (change) => log.push({ do: 'memory', change: structuredClone(change) });
  return { memory, log, model, world };
}

const hashOf = ({ rgb }: GeneratedView) => createHash('sha256').update(rgb).digest('hex').slice(0, 16);

async function replayOf(mode: GameMode, start: RoomMemory, deliver?: (view: GeneratedView) => void) {
  const memory = await RoomMemory.restore(playManifest, structuredClone(start.snapshot()));
  const replay = new Replay({
    ...playOptions(mode, memory),
    ...(deliver && { deliver: (views) => views.forEach(deliver) }),
  });
  return { memory, replay };
}

describe('a replay', () => {
  test('of any log gives the same states, memory and pictures', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...modes),
        fc.array(plays, { maxLength: 30 }),
        fc.array(plays, { minLength: 1, maxLength: 40 }),
        async (mode, before, after) => {
          const { memory, log, world } = recorded(mode);
          for (const play of before) await playTick(world, play);
          const frames: string[] = [];
          const again: string[] = [];
          // The first frame of a view has none before it, in both.
          world.restore(world.snapshot());
          const start = { world: world.snapshot(), memory: memory.snapshot() };
          const { memory: copy, replay } = await replayOf(mode, memory, (view) => again.push(hashOf(view)));
          replay.world.restore(start.world);
          log.length = 0;
          world.beginLog();
          for (const play of after) await playTick(world, play, (view) => frames.push(hashOf(view)));
          await replay.repeat(log);
          expect(stateHash(replay.world.snapshot())).toBe(stateHash(world.snapshot()));
          const kinds = { evidence: false };
          expect(memoryHash(copy.snapshot(), kinds)).toBe(memoryHash(memory.snapshot(), kinds));
          expect(again).toEqual(frames);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('repeats what happened while the motion network ran', async () => {
    const { memory, log, world } = recorded(freePlay);
    const { replay } = await replayOf(freePlay, memory);
    world.join('ann', 'Ann');
    for (let tick = 0; tick < 5; tick++) {
      const moving = world.advance();
      if (tick === 1) world.join('bob', 'Bob');
      if (tick === 2) world.setInput('ann', { sequence: 1, action: { ...neutralAction, move: 1 } });
      if (tick === 3) world.leave('bob');
      await moving;
      await world.draw();
    }
    await replay.repeat(log);
    expect(stateHash(replay.world.snapshot())).toBe(stateHash(world.snapshot()));
  });

  test('goes on where a tick failed', async () => {
    const { log, memory, model, world } = recorded(freePlay);
    const { replay } = await replayOf(freePlay, memory);
    world.join('ann', 'Ann');
    await world.step();
    model.failsOnce = true;
    await expect(world.advance()).rejects.toThrow(/broken/);
    await world.step();
    await replay.repeat(log);
    expect(stateHash(replay.world.snapshot())).toBe(stateHash(world.snapshot()));
  });
});

test('a replayed world repeats the log at any speed, stands still, and goes to any tick', async () => {
  const { memory, log, world } = recorded(freePlay);
  const start = {
    world: world.snapshot(),
    memory: await RoomMemory.restore(playManifest, structuredClone(memory.snapshot())),
  };
  log.length = 0;
  const hashes: string[] = [];
  for (const play of fc.sample(plays, { numRuns: 40, seed: 8 })) {
    await playTick(world, play);
    hashes.push(stateHash(world.snapshot()));
  }
  const copy = await RoomMemory.restore(playManifest, structuredClone(start.memory.snapshot()));
  const replayed = await ReplayedWorld.of(
    { ...playOptions(freePlay, copy), memory: copy },
    { ...start, log },
  );
  expect([replayed.from, replayed.to]).toEqual([0, 40]);
  const at = () => stateHash(replayed.snapshot());
  await replayed.advance();
  expect(at()).toBe(hashes[0]);
  replayed.speed = 0;
  for (let beat = 0; beat < 3; beat++) await replayed.advance();
  expect(at()).toBe(hashes[0]);
  replayed.speed = 4;
  await replayed.advance();
  expect(at()).toBe(hashes[4]);
  replayed.speed = 0;
  for (const tick of [30, 7, 40, 1, 39]) {
    replayed.seek(tick);
    await replayed.advance();
    await replayed.draw();
    expect(replayed.state.tick).toBe(tick);
    expect(at()).toBe(hashes[tick - 1]);
  }
  replayed.speed = 0.5;
  replayed.seek(10);
  for (let beat = 0; beat < 4; beat++) await replayed.advance();
  expect(replayed.state.tick).toBe(12);
});

test('a seek begins at a state of the log, runs few networks, and ends in the state and memory of that tick', async () => {
  const { memory, log, world } = recorded(freePlay);
  const start = {
    world: world.snapshot(),
    memory: await RoomMemory.restore(playManifest, structuredClone(memory.snapshot())),
  };
  log.length = 0;
  const hashOfMemory = (its: RoomMemory) => memoryHash(its.snapshot(), { evidence: false });
  // By tick: the state after it, and the memory before its pictures were kept.
  const expected: string[] = [''];
  for (const play of fc.sample(plays, { numRuns: 300, seed: 5 })) {
    const before = hashOfMemory(memory);
    const { tick } = world.state;
    await playTick(world, play, () => {
      if (world.state.tick % 10 === 0 && log.at(-1)?.do === 'draw') {
        log.splice(-1, 0, { do: 'state', world: world.snapshot() });
      }
    });
    expect(world.state.tick).toBe(tick + 1);
    expected.push(`${stateHash(world.snapshot())} ${before}`);
  }
  expect(log.filter((entry) => entry.do === 'state').length).toBeGreaterThan(25);
  const copy = await RoomMemory.restore(playManifest, structuredClone(start.memory.snapshot()));
  const model = new SceneModel();
  const move = vi.spyOn(model, 'move');
  const options = { ...playOptions(freePlay, copy, model), memory: copy };
  const replayed = await ReplayedWorld.of(options, { ...start, log });
  replayed.speed = 0;
  for (const tick of [299, 5, 150, 151, 160, 30, 30, 1, 300, 212, 211]) {
    move.mockClear();
    replayed.seek(tick);
    await replayed.advance();
    expect(`${stateHash(replayed.snapshot())} ${hashOfMemory(copy)}`).toBe(expected[tick]);
    expect(move.mock.calls.length).toBeLessThan(20);
    await replayed.draw();
  }
});
