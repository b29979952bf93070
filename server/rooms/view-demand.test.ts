import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { neutralAction } from '../../shared/action.ts';
import { hiddenAfter } from './members/activity.ts';
import { type Session, until } from './room.fixture.ts';
import { serveRooms } from './room-server.fixture.ts';

const { server, join } = serveRooms({ maximumRooms: 100, freeCamera: 'always' });

async function newRoom(seats = 4): Promise<string> {
  return (await server().app.lobby.create({ name: 'A room', seats, access: 'public' })).id;
}

/** The views that a room has drawn in so many ticks from now on. */
async function drawn(room: string, session: Session, ticks = 6): Promise<Set<string>> {
  const { requests } = server().model;
  const from = requests.length;
  const { tick } = session.state;
  await until(`${ticks} ticks`, () => session.state.tick >= tick + ticks);
  return new Set(
    requests
      .slice(from)
      .flat()
      .filter((view) => view.room === room)
      .map(({ view }) => view),
  );
}

const isDrawn = async (room: string, session: Session, view: string) =>
  (await drawn(room, session, 3)).has(view);

let media = 0;
function consume(session: Session, view: string): void {
  session.send('media', { id: media++, method: 'consume', view, rtpCapabilities: {} });
}

describe('a hidden page', () => {
  test('is drawn for a while, then no more, and again as soon as it is seen', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const ben = await join(room);
    consume(ann.session, ann.id);
    consume(ben.session, ben.id);
    ben.session.send('visibility', { hidden: true });
    expect(await isDrawn(room, ann.session, ben.id)).toBe(true);
    await until('Ben is not drawn', async () => !(await isDrawn(room, ann.session, ben.id)));
    expect(await drawn(room, ann.session)).toEqual(new Set([ann.id]));
    // The body stays and moves.
    const before = ann.session.state.players.get(ben.id)?.z ?? Number.NaN;
    ben.session.send('input', { sequence: 1, action: { ...neutralAction, move: 1 } });
    await until('Ben walks', () => (ann.session.state.players.get(ben.id)?.z ?? before) > before + 0.1);
    const { streams } = server().media;
    const asked = streams.map(({ keyframesAsked }) => keyframesAsked);
    ben.session.send('visibility', { hidden: false });
    await until('a keyframe is asked for', () =>
      streams.some(({ keyframesAsked }, index) => keyframesAsked > asked[index]),
    );
    expect(await drawn(room, ann.session)).toEqual(new Set([ann.id, ben.id]));
  });

  test('that only glances away is drawn throughout', async () => {
    const room = await newRoom();
    const ann = await join(room);
    ann.session.send('visibility', { hidden: true });
    await sleep(500);
    ann.session.send('visibility', { hidden: false });
    await sleep(hiddenAfter + 500);
    expect(await drawn(room, ann.session)).toEqual(new Set([ann.id]));
  });

  test('misses no deadline: where nobody looks, nothing is due', async () => {
    const room = await newRoom();
    const ann = await join(room);
    ann.session.send('visibility', { hidden: true });
    await until('not drawn', async () => !(await isDrawn(room, ann.session, ann.id)));
    const report = async () => {
      const answer = await fetch(new URL('/health', server().url));
      const { rooms } = (await answer.json()) as { rooms: { id: string; dueTicks: number; ticks: number }[] };
      return rooms.find(({ id }) => id === room) ?? { dueTicks: Number.NaN, ticks: 0 };
    };
    const before = await report();
    await drawn(room, ann.session, 10);
    const after = await report();
    expect(after.ticks).toBeGreaterThan(before.ticks);
    expect(after.dueTicks).toBe(before.dueTicks);
  });

  test('is drawn while somebody else watches it, and that page can be seen', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const sue = await join(room, { role: 'spectator' });
    consume(sue.session, ann.id);
    ann.session.send('visibility', { hidden: true });
    await sleep(hiddenAfter + 500);
    expect(await drawn(room, sue.session)).toEqual(new Set([ann.id]));
    expect(server().media.viewers.map(({ paused }) => paused)).toContain(true);
    sue.session.send('visibility', { hidden: true });
    await until('not drawn', async () => !(await isDrawn(room, sue.session, ann.id)));
    const marks = sue.heard.frames.length;
    await drawn(room, sue.session);
    expect(sue.heard.frames.length).toBe(marks);
    sue.session.send('visibility', { hidden: false });
    await until('Sue sees Ann', () => sue.heard.frames.length > marks);
  });

  test('of a spectator is sent no video until it is seen', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const sue = await join(room, { role: 'spectator' });
    const viewer = server().media.viewers.at(-1);
    consume(sue.session, ann.id);
    sue.session.send('visibility', { hidden: true });
    await until('held back', () => viewer?.paused === true);
    sue.session.send('visibility', { hidden: false });
    await until('it goes on', () => viewer?.paused === false);
  });

  test('gives the free camera back after a while, and is told', async () => {
    const room = await newRoom();
    await join(room);
    const sue = await join(room, { role: 'spectator' });
    sue.session.send('camera', { command: 'take' });
    await until('Sue flies', () => sue.session.state.pilot === sue.id);
    sue.session.send('visibility', { hidden: true });
    await until('given back', () => sue.session.state.pilot === '');
    expect(sue.heard.notices).toContain('camera-page-hidden {}');
  });

  test('stays hidden over a lost connection', async () => {
    const room = await newRoom();
    const ann = await join(room);
    const sue = await join(room, { role: 'spectator' });
    ann.session.send('visibility', { hidden: true });
    await until('not drawn', async () => !(await isDrawn(room, sue.session, ann.id)));
    const token = ann.session.reconnectionToken;
    ann.session.connection.close();
    await until('dropped', () => sue.session.state.players.get(ann.id)?.connected === false);
    const back = await ann.client.reconnect(token);
    back.onMessage('*', () => {});
    await until('back', () => sue.session.state.players.get(ann.id)?.connected === true);
    expect(await drawn(room, sue.session)).toEqual(new Set());
    await back.leave();
  });
});

test('a page that has never said anything is not drawn for ever', async () => {
  const room = await newRoom();
  const ann = await join(room);
  await until('not drawn', async () => !(await isDrawn(room, ann.session, ann.id)));
  ann.session.send('ping', { id: 1 });
  await until('drawn', () => isDrawn(room, ann.session, ann.id));
});

test.each([{ hidden: 'yes' }, {}, null, { hidden: true, more: 1 }])(
  'visibility %j is refused by its field',
  async (message) => {
    const ann = await join(await newRoom());
    ann.session.send('visibility', message);
    await until('a notice', () => ann.heard.notices.length > 0);
    expect(ann.heard.notices[0]).toMatch(/^visibility/);
  },
);
