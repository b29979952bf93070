import { Client } from '@colyseus/sdk';
import { describe, expect, test } from 'vitest';
import { createRoomSchema } from '../../shared/messages.ts';
import type { GeneratedView, ViewRequest } from '../contracts/view.ts';
import { Governor } from '../governor/governor.ts';
import { capacityRule } from '../governor/size-control.ts';
import { learning } from '../governor/view-costs.ts';
import { createLog } from '../log.ts';
import { refusal, until } from '../rooms/room.fixture.ts';
import { serveRooms } from '../rooms/room-server.fixture.ts';
import { TestModel, testManifest } from '../world/world.fixture.ts';
import { DrawingCapacity } from './drawing-capacity.ts';

/** A machine that draws this many views. */
function machine(views: number | undefined, rate = 12) {
  return new DrawingCapacity({ rate, capacity: () => views });
}

describe('one player more', () => {
  test('is admitted until enough was measured, and never refused as the first', () => {
    const unknown = machine(undefined);
    unknown.players('a', 5);
    expect(unknown.shortage()).toBeUndefined();
    const slow = machine(0);
    expect(slow.shortage()).toBeUndefined();
    slow.players('a', 1);
    expect(slow.shortage()).toEqual({ views: 0, rate: 12 });
  });

  test('waits if all views that the machine draws are taken, across all rooms', () => {
    const capacity = machine(4);
    capacity.players('a', 3);
    expect(capacity.shortage()).toBeUndefined();
    capacity.players('b', 1);
    expect(capacity.shortage()).toEqual({ views: 4, rate: 12 });
    capacity.players('b', 0);
    expect(capacity.shortage()).toBeUndefined();
  });

  test('is asked for at the rate of the option, and never refused if that is 0', () => {
    const rates: number[] = [];
    const capacity = new DrawingCapacity({
      rate: 3,
      capacity: (rate) => {
        rates.push(rate);
        return 1;
      },
    });
    capacity.players('a', 1);
    expect(capacity.shortage()).toEqual({ views: 1, rate: 3 });
    expect(rates).toEqual([3]);
    const off = machine(0, 0);
    off.players('a', 5);
    expect(off.shortage()).toBeUndefined();
  });
});

describe('in rooms', () => {
  /** Views that the machine draws; the test sets them. */
  let views: number | undefined;
  const drawing = new DrawingCapacity({ rate: 12, capacity: () => views });
  const { server, join } = serveRooms({ maximumRooms: 100, maximumSpectators: 2 }, { drawing });
  const newRoom = async () => (await server().app.lobby.create(createRoomSchema.parse({ seats: 4 }))).id;
  const figures = /(waiting-for-machine|machine-full).*"views":1,"rate":12/;

  test('a player who joins a full machine waits, gets the figures, and plays when there is capacity', async () => {
    views = 1;
    const [room, other] = [await newRoom(), await newRoom()];
    // The first player of the process is always admitted.
    const ann = await join(room);
    expect(ann.session.state.players.has(ann.id)).toBe(true);
    // The same holds in another room.
    const ben = await join(other);
    expect(ben.session.state.players.size).toBe(0);
    expect(ben.session.state.spectators.get(ben.id)).toMatchObject({ place: 1, waitsFor: 'machine' });
    await until('Ben is told', () => ben.heard.notices.some((text) => figures.test(text)));
    const cid = await join(room);
    expect(cid.session.state.spectators.get(cid.id)?.waitsFor).toBe('machine');
    await until('the figures', () => cid.session.state.drawableViews === 1);
    expect(cid.session.state.viewRate).toBe(12);
    // Players in the room keep their seats.
    views = 0;
    const { tick } = ann.session.state;
    await until('some ticks', () => ann.session.state.tick > tick + 25);
    expect(ann.session.state.players.has(ann.id)).toBe(true);
    views = 6;
    await until('Ben plays', () => ben.session.state.players.has(ben.id));
    await until('Cid plays', () => cid.session.state.players.has(cid.id));
    await until('no figures', () => cid.session.state.drawableViews === 0);
  });

  test('a free seat goes to the player who waits for capacity; a full room answers that it is full', async () => {
    views = 1;
    const room = await newRoom();
    const ann = await join(room);
    const ben = await join(room);
    expect(ben.session.state.spectators.get(ben.id)?.waitsFor).toBe('machine');
    await ann.session.leave();
    await until('Ben plays', () => ben.session.state.players.has(ben.id));
    views = undefined;
    const small = (await server().app.lobby.create(createRoomSchema.parse({ seats: 1 }))).id;
    await join(small);
    const cid = await join(small);
    expect(cid.session.state.spectators.get(cid.id)).toMatchObject({ place: 1, waitsFor: 'seat' });
    expect(cid.heard.notices).toEqual([]);
  });

  test('if all places in the queue are taken as well, joining is refused with the figures and a code of its own', async () => {
    views = 1;
    const room = await newRoom();
    await join(room);
    await join(room);
    await join(room);
    expect(await refusal(new Client(server().url).joinById(room, {}))).toMatchObject({
      code: 4121,
      message: expect.stringMatching(figures),
    });
  });
});

describe('the time of views', () => {
  /** Milliseconds by which the governor's clock is ahead. */
  let ahead = 0;
  class EarlyGovernor extends Governor {
    override delivered(...[room, views, times]: Parameters<Governor['delivered']>): void {
      const { merged, drawing, drawn } = times;
      super.delivered(room, views, {
        merged: merged + ahead,
        drawing: drawing + ahead,
        drawn: drawn + ahead,
      });
    }
  }
  const governor = new EarlyGovernor({
    manifest: testManifest,
    workers: () => 1,
    log: createLog({ level: 'silent' }),
    clock: () => performance.now() + ahead,
  });
  /** Reports a fifth of a second of a worker for each view. */
  class SlowModel extends TestModel {
    override async generate(requests: readonly ViewRequest[]): Promise<GeneratedView[]> {
      return (await super.generate(requests)).map((view) => ({ ...view, milliseconds: 200 }));
    }
  }
  const model = new SlowModel();
  const { server, join } = serveRooms({ maximumRooms: 2, leastViewsPerSecond: 3 }, { governor, model });

  test('is that of the views which rooms draw: the player who is too many for the machine waits', async () => {
    const room = (await server().app.lobby.create(createRoomSchema.parse({ seats: 4 }))).id;
    const ann = await join(room);
    for (let passed = 0; passed <= capacityRule.settled; passed += learning.pause / 2) {
      const before = model.requests.length;
      await until('views', () => model.requests.length > before + learning.fewest);
      ahead += learning.pause / 2;
    }
    await until('the figure', () => governor.capacity(3) === 1);
    const ben = await join(room);
    expect(ben.session.state.spectators.get(ben.id)).toMatchObject({ place: 1, waitsFor: 'machine' });
    expect(ann.session.state.players.has(ann.id)).toBe(true);
  });
});
