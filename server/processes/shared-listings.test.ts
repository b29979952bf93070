import { type IRoomCache, initializeRoomCache, LocalDriver } from '@colyseus/core';
import { describe, expect, test } from 'vitest';
import { SharedListings } from './shared-listings.ts';

/** A list that processes share, and that can be away. */
function openShared() {
  const shared = new LocalDriver();
  let isAway = false;
  /** As RedisDriver: what is written takes the place of what was there, and is a copy of it. */
  const persist = async (room: IRoomCache) => {
    shared.remove(room.roomId);
    return shared.persist({ ...room }, true);
  };
  const listings = (process: string) =>
    new SharedListings({
      shared: Object.assign(Object.create(shared), { persist }),
      isConnected: () => !isAway,
      process: () => process,
      failed: (error) => {
        throw error;
      },
      close: () => {},
    });
  return { shared, listings, setAway: (away: boolean) => (isAway = away) };
}

const room = (roomId: string, processId: string) => initializeRoomCache({ roomId, processId, name: 'world' });
const ids = async (listings: SharedListings) =>
  (await listings.query({ name: 'world' })).map((one) => one.roomId);

describe('the list of rooms of several processes', () => {
  test('has the rooms of all, whoever is asked', async () => {
    const { listings } = openShared();
    const [a, b] = [listings('a'), listings('b')];
    a.persist(room('r1', 'a'), true);
    b.persist(room('r2', 'b'), true);
    for (const each of [a, b]) expect(await ids(each)).toEqual(['r1', 'r2']);
    expect((await a.findOne({ roomId: 'r2' }))?.processId).toBe('b');
    expect([...(await b.findByIds(['r1', 'r2', 'r3'])).keys()].sort()).toEqual(['r1', 'r2']);
    expect(await a.has('r3')).toBe(false);
  });

  test('counts a change once', async () => {
    const { listings } = openShared();
    const [a, b] = [listings('a'), listings('b')];
    const one = room('r1', 'a');
    a.persist(one, true);
    a.update(one, { $inc: { clients: 1 }, $set: { locked: true } });
    expect(await b.findOne({ roomId: 'r1' })).toMatchObject({ clients: 1, locked: true });
  });

  test('has own rooms while it is away, and all of them afterwards', async () => {
    const { shared, listings, setAway } = openShared();
    const [a, b] = [listings('a'), listings('b')];
    a.persist(room('r1', 'a'), true);
    b.persist(room('r2', 'b'), true);
    a.persist(room('r3', 'a'), true);
    setAway(true);
    expect(await ids(a)).toEqual(['r1', 'r3']);
    expect(await a.findOne({ roomId: 'r1' })).toBeDefined();
    expect(await a.findOne({ roomId: 'r2' })).toBeUndefined();
    a.remove('r1');
    a.persist(room('r4', 'a'), true);
    setAway(false);
    await Promise.all([a.publish(), b.publish()]);
    expect((await ids(b)).sort()).toEqual(['r2', 'r3', 'r4']);
    // It lost everything.
    shared.clear();
    await Promise.all([a.publish(), b.publish()]);
    expect((await ids(b)).sort()).toEqual(['r2', 'r3', 'r4']);
  });

  test('lists rooms again that another process removed because it had this one for dead', async () => {
    const { listings } = openShared();
    const [a, b] = [listings('a'), listings('b')];
    a.persist(room('r1', 'a'), true);
    await b.cleanup('a');
    expect(await ids(b)).toEqual([]);
    await a.restore();
    expect(await ids(b)).toEqual(['r1']);
  });

  test('leaves a room to the process that has taken it over', async () => {
    const { listings } = openShared();
    const [a, b] = [listings('a'), listings('b')];
    a.persist(room('r1', 'a'), true);
    await b.cleanup('a');
    b.persist(room('r1', 'b'), true);
    a.remove('r1');
    await new Promise((done) => setTimeout(done, 10));
    expect((await a.findOne({ roomId: 'r1' }))?.processId).toBe('b');
  });

  test('does not wait for a list that does not answer', async () => {
    const silent = Object.assign(new LocalDriver(), { query: () => new Promise<never>(() => {}) });
    const listings = new SharedListings({
      ...{ shared: silent, isConnected: () => true, process: () => 'a', failed: () => {}, close: () => {} },
    });
    listings.persist(room('r1', 'a'), true);
    expect(await ids(listings)).toEqual(['r1']);
  });
});
