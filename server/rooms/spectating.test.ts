import { describe, expect, test } from 'vitest';
import { type Action, neutralAction } from '../../shared/action.ts';
import { freeCameraView, mostReceived } from '../../shared/watching.ts';
import { type Session, until } from './room.fixture.ts';
import { serveRooms } from './room-server.fixture.ts';

const { server, join } = serveRooms({
  maximumRooms: 100,
  maximumSpectators: 5,
  // The rule has tests of its own, on a clock of its own; here a busy machine must not decide.
  freeCamera: 'always',
});

async function newRoom() {
  return server().app.lobby.create({ name: 'A room', seats: 4, access: 'public' });
}

let sequence = 0;
function act(session: Session, action: Partial<Action>): void {
  session.send('input', { sequence: ++sequence, action: { ...neutralAction, ...action } });
}

let media = 0;
function consume(session: Session, view: string, beside?: boolean): void {
  session.send('media', { id: media++, method: 'consume', view, rtpCapabilities: {}, beside });
}

/** The views of every batch that is drawn of a room while `during` lasts. */
async function drawn(room: string, during: () => Promise<void>): Promise<string[][]> {
  const { requests } = server().model;
  const from = requests.length;
  await during();
  const batches = requests.slice(from).map((batch) => batch.filter((request) => request.room === room));
  return batches.filter((batch) => batch.length > 0).map((batch) => batch.map(({ view }) => view));
}

const still = { move: 0, strafe: 0, rise: 0, yaw: 0, pitch: 0 };

describe('watching', () => {
  test('costs no view: neither many spectators, nor walls, nor the director have one drawn', async () => {
    const { id: room } = await newRoom();
    const ann = await join(room);
    const ben = await join(room);
    const ticks = async (count: number) => {
      const { tick } = ann.session.state;
      await until(`${count} ticks`, () => ann.session.state.tick >= tick + count);
    };
    await until('both play', () => ann.session.state.players.size === 2);
    await ticks(2);
    const players = [ann.id, ben.id];
    const alone = await drawn(room, () => ticks(8));
    const watchers: Session[] = [];
    const watched = await drawn(room, async () => {
      for (let i = 0; i < 5; i++) watchers.push((await join(room, { role: 'spectator' })).session);
      for (const watcher of watchers) {
        consume(watcher, ann.id);
        for (const view of players) consume(watcher, view, true);
      }
      await ticks(12);
    });
    expect(watchers).toHaveLength(5);
    expect(alone.length).toBeGreaterThan(3);
    expect(watched.length).toBeGreaterThan(5);
    for (const views of [...alone, ...watched]) expect(views).toEqual(players);
    // Each of them follows one view and has both on a wall.
    expect(server().media.viewers.filter(({ closed }) => !closed).length).toBeGreaterThanOrEqual(7);
  });

  test('of a wall brings no marks, and is held to as many views as there can be', async () => {
    const { id: room } = await newRoom();
    const ann = await join(room);
    const sue = await join(room, { role: 'spectator' });
    for (let i = 0; i <= mostReceived; i++) consume(sue.session, ann.id, true);
    await until('the answers', () => sue.heard.media.length === mostReceived + 1);
    const refused = sue.heard.media.filter((answer) => JSON.stringify(answer).includes('views-at-once'));
    expect(refused).toEqual([
      { id: media - 1, error: { code: 'views-at-once', values: { maximum: mostReceived } } },
    ]);
    const { tick } = sue.session.state;
    await until('some ticks', () => sue.session.state.tick > tick + 4);
    expect(sue.heard.frames).toEqual([]);
  });

  test('shows everybody the same shot, of whoever does something', async () => {
    const { id: room } = await newRoom();
    const sue = await join(room, { role: 'spectator' });
    await until('nobody', () => sue.session.state.shot === '');
    const ann = await join(room);
    await until('Ann', () => sue.session.state.shot === ann.id);
    const ben = await join(room);
    const tom = await join(room, { role: 'spectator' });
    for (let turns = 0; sue.session.state.shot !== ben.id && turns < 400; turns++) {
      act(ben.session, { turn: 1, move: 1 });
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    expect(sue.session.state.shot).toBe(ben.id);
    await until('Tom sees it too', () => tom.session.state.shot === ben.id);
    await ben.session.leave();
    await until('back to Ann', () => sue.session.state.shot === ann.id && tom.session.state.shot === ann.id);
  });
});

describe('the free camera', () => {
  test('is drawn while a spectator flies it, and for whoever watches it', async () => {
    const { id: room } = await newRoom();
    const ann = await join(room);
    const sue = await join(room, { role: 'spectator' });
    const tom = await join(room, { role: 'spectator' });
    await until('it is offered', () => sue.session.state.cameraOffered);
    sue.session.send('camera', { command: 'take' });
    await until('Sue has it', () => tom.session.state.pilot === sue.id);
    expect(tom.session.state.cameraOffered).toBe(false);
    consume(sue.session, freeCameraView);
    consume(tom.session, freeCameraView);
    const flies = setInterval(() => sue.session.send('steer', { ...still, strafe: 1 }), 50);
    await until('both see it move', () =>
      [sue, tom].every(({ heard }) => {
        const [first] = heard.frames;
        return (heard.frames.at(-1)?.pose.x ?? 0) > (first?.pose.x ?? Number.POSITIVE_INFINITY) + 1;
      }),
    );
    clearInterval(flies);
    expect(tom.heard.frames.at(-1)?.view).toBe(freeCameraView);
    expect(
      server()
        .model.requests.at(-1)
        ?.map(({ view }) => view),
    ).toEqual([ann.id, freeCameraView]);

    tom.session.send('camera', { command: 'take' });
    await until('Tom is told', () => tom.heard.notices.some((text) => /camera-taken/.test(text)));
    await sue.session.leave();
    await until('it is free', () => tom.session.state.pilot === '');
    await until('it is not drawn', () => server().model.requests.at(-1)?.length === 1);
  });

  test('is for those who watch and the host, and is steered by whoever has it', async () => {
    const { id: room, hostLink } = await newRoom();
    const token = new URL(hostLink, 'http://localhost').searchParams.get('token') ?? undefined;
    const ann = await join(room, { role: 'host', token });
    const ben = await join(room);
    const sue = await join(room, { role: 'spectator' });
    ben.session.send('camera', { command: 'take' });
    await until('Ben is told', () => ben.heard.notices.some((text) => /camera-to-watchers/.test(text)));
    await until('it is offered', () => sue.session.state.cameraOffered);
    sue.session.send('camera', { command: 'take' });
    await until('Sue has it', () => ann.session.state.pilot === sue.id);
    await until('Ann is host', () => ann.session.state.host === ann.id);
    ann.session.send('camera', { command: 'take' });
    await until('Ann has it', () => ann.session.state.pilot === ann.id);
    await until('Sue is told', () => sue.heard.notices.some((text) => /camera-to-host/.test(text)));
    ann.session.send('camera', { command: 'release' });
    await until('it is free', () => ann.session.state.pilot === '');
  });

  test('is given back by who waited for a seat and gets one', async () => {
    const { id: room } = await server().app.lobby.create({ name: 'A room', seats: 1, access: 'public' });
    const ann = await join(room);
    const ben = await join(room);
    await until('Ben waits', () => ben.session.state.spectators.get(ben.id)?.place === 1);
    await until('it is offered', () => ben.session.state.cameraOffered);
    ben.session.send('camera', { command: 'take' });
    await until('Ben has it', () => ben.session.state.pilot === ben.id);
    await ann.session.leave();
    await until('Ben plays', () => ben.session.state.players.has(ben.id));
    await until('it is free', () => ben.session.state.pilot === '');
  });

  test.each([
    ['camera', { command: 'steal' }, /command/],
    ['camera', 'take', /camera/],
    ['steer', { ...still, move: 2 }, /move/],
    ['steer', { ...still, yaw: Number.POSITIVE_INFINITY }, /yaw/],
    ['steer', { ...still, x: 3 }, /x/],
    ['steer', null, /steer/],
  ])('refuses a malformed %s: %j', async (type, message, field) => {
    const { id: room } = await newRoom();
    const sue = await join(room, { role: 'spectator' });
    sue.session.send(type, message);
    await until('the notice', () => sue.heard.notices.some((text) => field.test(text)));
    expect(sue.session.connection.isOpen).toBe(true);
  });

  test('ends the connection of who floods it', async () => {
    const { id: room } = await newRoom();
    const sue = await join(room, { role: 'spectator' });
    for (let i = 0; i < 200; i++) sue.session.send('steer', still);
    await until('closed', () => sue.heard.code === 4105);
  });
});
