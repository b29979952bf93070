import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BlobStore } from '../contracts/blob-store.ts';
import type { NewSnapshot, RoomStore } from '../contracts/room-store.ts';
import { StoreError } from '../contracts/store-error.ts';
import { digestOf } from './embedded/file-blob-store.ts';
import { MemoryRoomStore } from './embedded/memory-stores.ts';

/** How a test gets at an implementation. */
export interface StoreUnderTest<Store> {
  /** A new, empty store. */
  open(): Promise<Store>;
  /** Opens what the last store wrote. Undefined for a store that ends with its process. */
  reopen: (() => Promise<Store>) | undefined;
  /** Removes what it wrote. */
  clean(): Promise<void>;
}

const bytes = (...values: number[]) => Uint8Array.from(values);
const shot = (tick: number, change: Partial<NewSnapshot> = {}): NewSnapshot => {
  return { tick, kind: 'auto', name: '', data: bytes(tick % 256), ...change };
};
const commit = (tick: number) => ({ tick, events: bytes(1, tick % 256), state: bytes(2, tick % 256) });
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => (error instanceof StoreError ? error.refusal.code : error),
  );

/** Tests that every implementation of RoomStore must pass. */
export function testRoomStore(name: string, under: StoreUnderTest<RoomStore>): void {
  describe(`rooms in ${name}`, () => {
    let store: RoomStore;
    beforeEach(async () => {
      store = await under.open();
    });
    afterEach(async () => {
      await store.close();
      await under.clean();
    });

    test('open at the newest moment, with what happened since the newest snapshot', async () => {
      await store.create('a', 'about a', shot(0));
      await store.append('a', 0, commit(12));
      await store.snapshot('a', 0, shot(12));
      await store.append('a', 0, commit(24));
      await store.append('a', 0, commit(36));
      const room = await store.open('a');
      expect(room).toMatchObject({
        listing: { id: 'a', about: 'about a', epoch: 0 },
        snapshot: { tick: 12, kind: 'auto', data: bytes(12) },
        commits: [
          { tick: 24, events: bytes(1, 24) },
          { tick: 36, events: bytes(1, 36) },
        ],
        state: { tick: 36, data: bytes(2, 36) },
      });
      expect(await store.open('b')).toBeUndefined();
    });

    test('open at an earlier tick, or at a snapshot of any epoch', async () => {
      await store.create('a', '', shot(0));
      for (const tick of [12, 24, 36]) await store.append('a', 0, commit(tick));
      const { id } = await store.snapshot('a', 0, shot(36, { kind: 'slot', name: 'before' }));
      const early = await store.open('a', { tick: 30 });
      expect(early?.commits.map(({ tick }) => tick)).toEqual([12, 24]);
      expect(early?.state).toBeUndefined();
      const [first] = await store.slots('a');
      expect((await store.log('a', first.id)).map(({ tick }) => tick)).toEqual([12, 24, 36]);
      expect(await store.log('a', id)).toEqual([]);
      expect(await store.rewind('a', first.id)).toBe(1);
      expect(await store.open('a')).toMatchObject({ snapshot: { tick: 0, epoch: 1 }, commits: [] });
      expect(await store.open('a', { snapshot: id })).toMatchObject({
        snapshot: { tick: 36, epoch: 0, name: 'before' },
        commits: [],
      });
      expect(await store.open('a', { snapshot: 999 })).toBeUndefined();
    });

    test('refuse what belongs to a future that was taken back, and lose nothing of it', async () => {
      await store.create('a', '', shot(0));
      await store.append('a', 0, commit(12));
      const { id } = await store.snapshot('a', 0, shot(12));
      await store.append('a', 0, commit(24));
      await store.snapshot('a', 0, shot(24, { kind: 'rewound' }));
      const epoch = await store.rewind('a', id);
      expect(await codeOf(store.append('a', 0, commit(25)))).toBe('old-future');
      expect(await codeOf(store.snapshot('a', 0, shot(25)))).toBe('old-future');
      await store.append('a', epoch, commit(13));
      expect((await store.open('a'))?.state?.tick).toBe(13);
      expect((await store.slots('a')).map(({ tick, epoch }) => [tick, epoch])).toEqual([
        [0, 0],
        [12, 0],
        [24, 0],
        [12, 1],
      ]);
    });

    test('have slots by name, of which a newer one replaces the older', async () => {
      await store.create('a', '', shot(0));
      await store.snapshot('a', 0, shot(5, { kind: 'slot', name: 'gate' }));
      await store.snapshot('a', 0, shot(6, { kind: 'slot', name: 'tower' }));
      await store.snapshot('a', 0, shot(7, { kind: 'slot', name: 'gate' }));
      expect((await store.slots('a')).map(({ name, tick }) => `${name} ${tick}`)).toEqual([
        ' 0',
        'tower 6',
        'gate 7',
      ]);
    });

    test('forget snapshots and the commits that nobody can use any more, but never the last', async () => {
      await store.create('a', '', shot(0));
      await store.append('a', 0, commit(12));
      await store.snapshot('a', 0, shot(12));
      await store.append('a', 0, commit(24));
      const all = (await store.slots('a')).map(({ id }) => id);
      await store.forget('a', all);
      expect((await store.slots('a')).map(({ tick }) => tick)).toEqual([12]);
      expect(await store.open('a')).toMatchObject({ snapshot: { tick: 12 }, commits: [{ tick: 24 }] });
    });

    test('are listed, least recently touched first, and end without a trace', async () => {
      await store.create('a', 'x', shot(0));
      await store.create('b', 'y', shot(0));
      await new Promise((resolve) => setTimeout(resolve, 5));
      await store.append('a', 0, commit(1));
      expect((await store.list()).map(({ id }) => id)).toEqual(['b', 'a']);
      await store.remove('a');
      await store.remove('a');
      expect((await store.list()).map(({ about }) => about)).toEqual(['y']);
      expect([await store.open('a'), await store.slots('a')]).toEqual([undefined, []]);
      expect(await codeOf(store.append('a', 0, commit(1)))).toBe('save-incomplete');
    });

    test('are changed by their owner alone', async () => {
      await store.create('a', 'x', shot(0));
      const [{ id }] = await store.slots('a');
      await store.release('a');
      await store.release('a');
      const changes = {
        append: () => store.append('a', 0, commit(1)),
        snapshot: () => store.snapshot('a', 0, shot(1)),
        rewind: () => store.rewind('a', id),
        forget: () => store.forget('a', [id]),
      };
      for (const [name, change] of Object.entries(changes)) {
        expect(`${name}: ${await codeOf(change())}`).toBe(`${name}: room-taken-over`);
      }
      expect(await store.open('a')).toMatchObject({ snapshot: { id }, commits: [], state: undefined });
      expect(await store.acquire('b')).toBe(false);
      expect(await store.acquire('a')).toBe(true);
      expect(await store.acquire('a')).toBe(true);
      for (const change of Object.values(changes)) expect(await codeOf(change())).toBe('done');
      await store.remove('a');
      expect(await store.acquire('a')).toBe(false);
    });

    test('are found one by one as in the list', async () => {
      await store.create('a', 'x', shot(0));
      expect(await store.find('a')).toEqual((await store.list())[0]);
      expect(await store.find('b')).toBeUndefined();
    });

    test('are left alone while somebody needs the store alone, which is while no room is owned', async () => {
      await store.create('a', 'x', shot(0));
      expect(await store.alone(async () => 'done')).toBeUndefined();
      await store.release('a');
      const work = async (check: () => Promise<void>) => {
        await check();
        return 'done';
      };
      expect(await store.alone(work)).toBe('done');
      await store.create('b', 'x', shot(0));
    });

    test('take what an owner that began anew sends again, because it does not know whether it was stored, once', async () => {
      /** An owner that begins anew, as after the end of its thread. */
      const anew = async () => {
        await store.release('a');
        await store.acquire('a');
      };
      await store.create('a', 'x', shot(0));
      await store.release('a');
      await store.create('a', 'x', shot(0));
      for (const tick of [12, 24]) {
        await store.append('a', 0, commit(tick));
        await anew();
        await store.append('a', 0, commit(tick));
      }
      const made = await store.snapshot('a', 0, shot(24));
      await anew();
      expect((await store.snapshot('a', 0, shot(24))).id).toBe(made.id);
      const [first, ...others] = await store.slots('a');
      expect(others).toHaveLength(1);
      expect((await store.log('a', first.id)).map(({ tick }) => tick)).toEqual([12, 24]);
      // The same tick again, in which something else happened.
      await store.append('a', 0, { ...commit(24), events: bytes(9) });
      expect(await store.log('a', first.id)).toHaveLength(3);
    });

    test('are not created twice, and a refused call changes nothing', async () => {
      await store.create('a', 'x', shot(0));
      expect(await codeOf(store.create('a', 'z', shot(9)))).not.toBe('done');
      expect(await codeOf(store.rewind('a', 999))).toBe('no-such-slot');
      expect(await store.open('a')).toMatchObject({
        listing: { about: 'x', epoch: 0 },
        snapshot: { tick: 0 },
      });
    });

    const { reopen } = under;
    // The store in memory is what the others are compared with, and it ends with the process.
    if (reopen === undefined) return;

    test('give the same answers as the store in memory, in any order of calls', async () => {
      const call = fc.oneof(
        fc.record({ do: fc.constant('append' as const), epoch: fc.nat(2) }),
        fc.record({
          do: fc.constant('snapshot' as const),
          epoch: fc.nat(2),
          kind: fc.constantFrom('auto' as const, 'slot' as const),
          name: fc.constantFrom('x', 'y'),
        }),
        fc.record({ do: fc.constant('rewind' as const), at: fc.nat(9) }),
        fc.record({ do: fc.constant('forget' as const), at: fc.nat(9) }),
        fc.record({ do: fc.constant('open' as const), tick: fc.nat(40) }),
      );
      let rooms = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(call, { maxLength: 25 }), async (calls) => {
          const room = `room-${rooms++}`;
          const other = new MemoryRoomStore();
          for (const one of [store, other]) await one.create(room, '', shot(0));
          for (const [i, what] of calls.entries()) {
            const results = [];
            for (const one of [store, other]) results.push(await perform(one, room, what, i + 1));
            expect(results[0]).toEqual(results[1]);
          }
        }),
        { numRuns: 30 },
      );
    });

    test('are still there after the end of the process', async () => {
      await store.create('a', 'about', shot(0));
      await store.append('a', 0, commit(12));
      await store.close();
      store = await reopen();
      expect(await store.open('a')).toMatchObject({ listing: { about: 'about' }, state: { tick: 12 } });
      expect(await codeOf(store.append('a', 0, commit(24)))).toBe('room-taken-over');
      expect(await store.acquire('a')).toBe(true);
      await store.append('a', 0, commit(24));
      expect((await store.open('a'))?.commits.map(({ tick }) => tick)).toEqual([12, 24]);
    });
  });
}

interface Call {
  do: 'append' | 'snapshot' | 'rewind' | 'forget' | 'open';
  epoch?: number;
  kind?: 'auto' | 'slot';
  name?: string;
  at?: number;
  tick?: number;
}

/** The answer without ids and times, which may differ between stores. */
async function perform(store: RoomStore, room: string, call: Call, tick: number): Promise<unknown> {
  const { epoch = 0, kind = 'auto', name = '', at = 0 } = call;
  const slots = await store.slots(room);
  const chosen = slots.at(at % slots.length)?.id ?? -1;
  const bare = (found: Awaited<ReturnType<RoomStore['open']>>) =>
    found && {
      ...{ epoch: found.listing.epoch, at: found.snapshot.tick, data: [...found.snapshot.data] },
      ...{ commits: found.commits.map((one) => one.tick), state: found.state && [...found.state.data] },
    };
  switch (call.do) {
    case 'append':
      return codeOf(store.append(room, epoch, commit(tick)));
    case 'snapshot':
      return codeOf(store.snapshot(room, epoch, shot(tick, { kind, name: kind === 'slot' ? name : '' })));
    case 'rewind':
      return store.rewind(room, chosen);
    case 'forget':
      await store.forget(room, [chosen]);
      break;
    case 'open':
      return [bare(await store.open(room, { tick: call.tick ?? 0 })), bare(await store.open(room))];
  }
  return (await store.slots(room)).map((slot) => `${slot.epoch} ${slot.tick} ${slot.kind} ${slot.name}`);
}

/** Tests that every implementation of BlobStore must pass. */
export function testBlobStore(name: string, under: StoreUnderTest<BlobStore>): void {
  describe(`blobs in ${name}`, () => {
    let store: BlobStore;
    beforeEach(async () => {
      store = await under.open();
    });
    afterEach(async () => {
      await store.close();
      await under.clean();
    });
    const listed = async () => {
      const digests: string[] = [];
      for await (const digest of store.list()) digests.push(digest);
      return digests.sort();
    };

    test('come back bit by bit under their SHA-256, and lie there once', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (content) => {
          const digest = await store.put(content);
          expect(digest).toBe(digestOf(content));
          expect(await store.put(content.slice())).toBe(digest);
          expect(Buffer.compare((await store.get(digest)) ?? bytes(), content)).toBe(0);
          expect((await listed()).filter((one) => one === digest)).toHaveLength(1);
        }),
        { numRuns: 20 },
      );
    });

    test('can be put at the same time, listed and removed', async () => {
      const digests = await Promise.all([1, 1, 2, 3, 1].map((value) => store.put(bytes(value, value))));
      expect(await listed()).toEqual([...new Set(digests)].sort());
      await store.remove(digests[0]);
      await store.remove(digests[0]);
      expect(await store.get(digests[0])).toBeUndefined();
      expect(await listed()).toHaveLength(2);
    });

    test('are looked for under digests alone', async () => {
      expect(await store.get('0'.repeat(64))).toBeUndefined();
      for (const name of ['../rooms.db', '', 'ab', `${'0'.repeat(64)}/..`]) {
        const found = await store.get(name).catch((error: unknown) => error);
        expect(found instanceof StoreError || found === undefined).toBe(true);
      }
    });

    const { reopen } = under;
    if (reopen === undefined) return;

    test('are still there after the end of the process', async () => {
      const digest = await store.put(bytes(4, 5, 6));
      await store.close();
      store = await reopen();
      expect([...((await store.get(digest)) ?? [])]).toEqual([4, 5, 6]);
    });
  });
}
