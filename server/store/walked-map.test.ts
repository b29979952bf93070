import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { planKind, planTile } from '../../shared/plan.ts';
import { nobody } from '../contracts/saved-members.ts';
import { testPlan } from '../map-generation/plan-network.fixture.ts';
import type { PlanTile } from '../map-generation/tile.ts';
import { RoomMemory } from '../memory/room-memory.ts';
import { RecordedWorld } from '../world/log/recorded-world.ts';
import type { LogEntry } from '../world/log/replay.ts';
import { ReplayCourse } from '../world/log/replay-course.ts';
import { freePlay } from '../world/modes/free-play.ts';
import { playManifest, playOptions, playSeed } from '../world/snapshots/played-world.fixture.ts';
import { stateHash } from '../world/snapshots/state-hash.ts';
import { TestModel } from '../world/world.fixture.ts';
import { BlobDigests } from './blob-digests.ts';
import { MemoryBlobStore, MemoryRoomStore } from './embedded/memory-stores.ts';
import { roomFormat } from './room-content.ts';
import { SavedRooms } from './saved-rooms.ts';

const manifest = { ...playManifest, plan: testPlan };
const { keyframes: _, prepared: __, ...seed } = playSeed;

/** Ground with pillars, of many kinds, so that nothing of it is packed away. */
class PillarModel extends TestModel {
  async fillTile({ tile }: { tile: { x: number; z: number } }): Promise<PlanTile> {
    const lot = (i: number) => Math.abs(Math.imul(tile.x * 31 + tile.z * 17 + i, 0x9e3779b1) >> 8);
    const cells = Array.from({ length: planTile * planTile }, (_, i) => i);
    return {
      kinds: Uint8Array.from(cells, (i) => (i % 9 === 0 ? planKind.low + (lot(i) % 4) : planKind.floor)),
      materials: Uint8Array.from(cells, (i) => lot(i + 7) % 5),
    };
  }
}

/** A store that tells how large the newest commit is. */
class WeighingStore extends MemoryRoomStore {
  bytes = { state: 0, events: 0 };

  override append(...args: Parameters<MemoryRoomStore['append']>): ReturnType<MemoryRoomStore['append']> {
    this.bytes = { state: args[2].state.length, events: args[2].events.length };
    return super.append(...args);
  }
}

async function walkedRoom() {
  const store = new WeighingStore();
  const rooms = new SavedRooms(store, new MemoryBlobStore(), manifest);
  const memory = new RoomMemory(manifest);
  let entries: LogEntry[] = [];
  const options = {
    ...playOptions(freePlay, memory),
    ...{ pack: { manifest }, generator: new PillarModel(), map: {} },
  };
  const world = new RecordedWorld(options, (operation) => entries.push(operation));
  world.join('a', 'A');
  entries = [];
  const snapshot = memory.snapshot();
  const about = {
    ...({ format: roomFormat, pack: manifest.name, roomSeed: 77, seed } as const),
    plan: { name: 'Far', world: 'yard', mode: freePlay.name, seats: 4, access: 'link' as const },
  };
  const whole = { world: world.snapshot(), members: nobody, memory: snapshot };
  await rooms.create('room', about, { ...whole, digests: new BlobDigests().of(snapshot) });
  return {
    ...{ world, memory, rooms, store },
    async walk(ticks: number) {
      for (let i = 0; i < ticks; i++) {
        await world.advance();
        await nextTurn();
      }
    },
    async commit() {
      const state = world.stateOfLog();
      const given: LogEntry[] = [...entries, { do: 'state', world: state }];
      entries = [];
      await rooms.append('room', 0, { entries: given, world: state, members: nobody });
    },
  };
}

test('a commit is no larger because of ground that was walked before it', async () => {
  const { world, store, walk, commit } = await walkedRoom();
  await walk(4);
  await commit();
  const few = world.snapshot().map?.length ?? 0;
  const { state } = store.bytes;
  await walk(60);
  await commit();
  const many = world.snapshot().map?.length ?? 0;
  expect(many).toBeGreaterThan(few + 40);
  await commit();
  // Counts have more digits, and that is all.
  expect(Math.abs(store.bytes.state - state)).toBeLessThan(40);
  expect(store.bytes.events).toBeLessThan(state + 200);
});

test('a room is opened, and replayed, with the tiles of its moment', async () => {
  const { world, memory, rooms, walk, commit } = await walkedRoom();
  await walk(10);
  await commit();
  const early = stateHash(world.snapshot());
  const { tick } = world.state;
  await walk(20);
  await commit();
  const opened = await rooms.open('room');
  expect(opened && stateHash(opened.world)).toBe(stateHash(world.snapshot()));
  const [first] = await rooms.slots('room');
  const past = await rooms.replay('room', first.id);
  if (past === undefined) throw new Error('there is no log');
  const course = await ReplayCourse.of({ world: past.start.world, memory, log: past.log });
  expect(stateHash(course.before(tick).world)).toBe(early);
  expect(stateHash(course.before(tick + 100).world)).toBe(stateHash(world.snapshot()));
  expect(course.before(0).world.map).toBeUndefined();
});

test('a state of an earlier server has its tiles itself', async () => {
  const { world, rooms, walk } = await walkedRoom();
  await walk(10);
  await rooms.append('room', 0, { entries: [], world: world.snapshot(), members: nobody });
  const opened = await rooms.open('room');
  expect(opened && stateHash(opened.world)).toBe(stateHash(world.snapshot()));
});
