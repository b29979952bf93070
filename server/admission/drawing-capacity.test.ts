import { Client } from '@colyseus/sdk';
import { describe, expect, test } from 'vitest';
import { createRoomSchema } from '../../shared/messages.ts';
import type { GeneratedView, ViewRequest } from '../contracts/view.ts';
import { refusal, until } from '../rooms/room.fixture.ts';
import { serveRooms } from '../rooms/room-server.fixture.ts';
import { TestModel } from '../world/world.fixture.ts';
import { DrawingCapacity, measuring } from './drawing-capacity.ts';

/** A machine with two workers and a simulated clock. */
function machine(least = 3) {
  let now = 0;
  const capacity = new DrawingCapacity({ least, workers: () => 2, clock: () => now });
  return {
    capacity,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    /** Draws views of the given duration for the given number of seconds. */
    draw(milliseconds: number, seconds: number) {
      for (const end = now + seconds * 1000; now < end; now += milliseconds) capacity.drawn([milliseconds]);
    },
  };
}

describe('one more player', () => {
  test('is admitted until enough was measured, and never refused as the first', () => {
    const { capacity, draw } = machine();
    draw(1_000, 60);
    expect(capacity.shortage()).toBeUndefined();
    capacity.players('a', 1);
    expect(capacity.shortage()).toBeDefined();
    const young = machine();
    young.capacity.players('a', 1);
    young.draw(500, measuring.settled / 1000 - 1);
    expect(young.capacity.shortage()).toBeUndefined();
  });

  test('waits only when each would get fewer views than the least, across all rooms', () => {
    const { capacity, draw } = machine();
    // 2 workers at 250 ms: 8 views a second.
    draw(250, 30);
    expect(capacity.viewsPerSecond).toBeCloseTo(8);
    capacity.players('a', 1);
    expect(capacity.shortage()).toBeUndefined();
    capacity.players('b', 1);
    expect(capacity.shortage()).toEqual({ drawn: 8, least: 3 });
    capacity.players('b', 0);
    expect(capacity.shortage()).toBeUndefined();
  });

  test('is admitted again once views are drawn faster', () => {
    const { capacity, draw } = machine();
    capacity.players('a', 2);
    draw(500, 30);
    expect(capacity.shortage()).toBeDefined();
    draw(100, 12);
    expect(capacity.shortage()).toBeUndefined();
  });

  test('is not refused because of a few slow views, such as those of imagined places', () => {
    const { capacity, draw, pass } = machine();
    capacity.players('a', 1);
    draw(100, 25);
    capacity.drawn([5_000, 5_000, 5_000]);
    pass(500);
    expect(capacity.shortage()).toBeUndefined();
  });

  test('is never refused if the option is 0, nor because of old measurements', () => {
    const off = machine(0);
    off.capacity.players('a', 5);
    off.draw(1_000, 30);
    expect(off.capacity.shortage()).toBeUndefined();
    const { capacity, draw, pass } = machine();
    capacity.players('a', 2);
    draw(1_000, 40);
    expect(capacity.shortage()).toBeDefined();
    pass(measuring.longest + 1);
    expect(capacity.shortage()).toBeUndefined();
    // The rate has to be measured for a while again.
    capacity.drawn(Array.from({ length: 20 }, () => 1_000));
    expect(capacity.shortage()).toBeUndefined();
  });
});

describe('in rooms', () => {
  /** A machine whose speed the test sets. */
  class SetCapacity extends DrawingCapacity {
    rate: number | undefined;
    override get viewsPerSecond() {
      return this.rate;
    }
  }
  const drawing = new SetCapacity({ least: 3, workers: () => 1 });
  const { server, join } = serveRooms({ maximumRooms: 100, maximumSpectators: 2 }, { drawing });
  const newRoom = async () => (await server().app.lobby.create(createRoomSchema.parse({ seats: 4 }))).id;
  const figures = /(waiting-for-machine|machine-full).*"drawn":5,"least":3/;

  test('a player who joins a full machine waits, gets the figures, and plays when there is capacity', async () => {
    drawing.rate = 5;
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
    await until('the figures', () => cid.session.state.viewsPerSecond === 5);
    expect(cid.session.state.leastViewsPerSecond).toBe(3);
    // Players in the room keep their seats.
    drawing.rate = 1;
    const { tick } = ann.session.state;
    await until('some ticks', () => ann.session.state.tick > tick + 25);
    expect(ann.session.state.players.has(ann.id)).toBe(true);
    drawing.rate = 20;
    await until('Ben plays', () => ben.session.state.players.has(ben.id));
    await until('Cid plays', () => cid.session.state.players.has(cid.id));
    await until('no figures', () => cid.session.state.viewsPerSecond === 0);
  });

  test('a free seat goes to the player who waits for capacity; a full room answers that it is full', async () => {
    drawing.rate = 5;
    const room = await newRoom();
    const ann = await join(room);
    const ben = await join(room);
    expect(ben.session.state.spectators.get(ben.id)?.waitsFor).toBe('machine');
    await ann.session.leave();
    await until('Ben plays', () => ben.session.state.players.has(ben.id));
    drawing.rate = undefined;
    const small = (await server().app.lobby.create(createRoomSchema.parse({ seats: 1 }))).id;
    await join(small);
    const cid = await join(small);
    expect(cid.session.state.spectators.get(cid.id)).toMatchObject({ place: 1, waitsFor: 'seat' });
    expect(cid.heard.notices).toEqual([]);
  });

  test('if all places in the queue are taken as well, joining is refused with the figures and a code of its own', async () => {
    drawing.rate = 5;
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
  let now = 0;
  const drawing = new DrawingCapacity({ least: 3, workers: () => 1, clock: () => now });
  /** Reports half a second of a worker for each view. */
  class SlowModel extends TestModel {
    override async generate(requests: readonly ViewRequest[]): Promise<GeneratedView[]> {
      return (await super.generate(requests)).map((view) => ({ ...view, milliseconds: 500 }));
    }
  }
  const model = new SlowModel();
  const { server, join } = serveRooms({ maximumRooms: 2 }, { drawing, model });

  test('is that of the views which rooms draw: the player who is too many for the machine waits', async () => {
    const room = (await server().app.lobby.create(createRoomSchema.parse({ seats: 4 }))).id;
    const ann = await join(room);
    await until('views', () => model.requests.length > 0);
    now += measuring.settled + 1;
    const before = model.requests.length;
    await until('views of the window', () => model.requests.length > before + measuring.views);
    expect(drawing.viewsPerSecond).toBe(2);
    const ben = await join(room);
    expect(ben.session.state.spectators.get(ben.id)).toMatchObject({ place: 1, waitsFor: 'machine' });
    expect(ann.session.state.players.has(ann.id)).toBe(true);
  });
});
