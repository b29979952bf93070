import { describe, expect, test } from 'vitest';
import { type Action, neutralAction } from '../../shared/action.ts';
import { closeCodes } from '../../shared/protocol/close-codes.ts';
import type { RoomState } from '../../shared/state.ts';
import { type Session, until } from './room.fixture.ts';
import { serveRooms } from './room-server.fixture.ts';

const { server, join, leaveLater } = serveRooms({ maximumRooms: 100, reconnectSeconds: 0.3 });

async function newRoom(): Promise<string> {
  return (await server().app.lobby.create({ name: 'A room', seats: 4, access: 'public' })).id;
}

/** Walks ahead until the player is three metres from where it started. */
async function walkAway(session: Session): Promise<{ x: number; z: number }> {
  const own = () => session.state.players.get(session.sessionId);
  const { x = 0, z = 0 } = own() ?? {};
  const action: Action = { ...neutralAction, move: 1 };
  let sequence = 0;
  await until('it is away', () => {
    session.send('input', { sequence: sequence++, action });
    return Math.hypot((own()?.x ?? x) - x, (own()?.z ?? z) - z) > 3;
  });
  session.send('input', { sequence: sequence++, action: neutralAction });
  const tick = session.state.tick;
  await until('it stands', () => session.state.tick > tick + 4);
  return { x: own()?.x ?? 0, z: own()?.z ?? 0 };
}

describe('who comes back after its place was given up', () => {
  async function leaveAndComeBack(leave: (session: Session) => unknown, visitor: string | undefined) {
    const room = await newRoom();
    const ann = await join(room, { name: 'Ann' });
    const ben = await join(room, { name: 'Ben', visitor });
    const place = await walkAway(ben.session);
    await leave(ben.session);
    await until('Ben is gone', () => !ann.session.state.players.has(ben.id));
    const back = await join(room, { name: 'Ben', visitor });
    const { x = 0, z = 0 } = back.session.state.players.get(back.id) ?? {};
    expect(back.id).not.toBe(ben.id);
    return Math.hypot(x - place.x, z - place.z);
  }

  test('stands near where it was, when its line had broken', async () => {
    expect(await leaveAndComeBack((session) => session.connection.close(), 'browser-1')).toBeLessThan(1);
  });

  test('begins anew after it said goodbye', async () => {
    expect(await leaveAndComeBack((session) => session.leave(), 'browser-2')).toBeGreaterThan(1.5);
  });

  test('begins anew where its browser does not say which it is', async () => {
    expect(await leaveAndComeBack((session) => session.connection.close(), undefined)).toBeGreaterThan(1.5);
  });
});

describe('a seat that another page takes over with its token', () => {
  test('is lost to the first with a code that says so, and stays one body', async () => {
    const room = await newRoom();
    const ann = await join(room, { name: 'Ann' });
    const ben = await join(room, { name: 'Ben' });
    const { reconnectionToken } = ben.session;
    const copy = await ben.client.reconnect<RoomState>(reconnectionToken);
    leaveLater(copy);
    copy.onMessage('*', () => {});
    await until('the first page is told', () => ben.heard.code !== 0);
    expect(ben.heard.code).toBe(closeCodes.continuedElsewhere);
    expect(copy.sessionId).toBe(ben.id);
    await until('Ben plays on', () => ann.session.state.players.get(ben.id)?.connected === true);
    expect(ann.session.state.players.size).toBe(2);
    // Its token was used up with that.
    await expect(ben.client.reconnect(reconnectionToken)).rejects.toThrow();
    const back = await ben.client.reconnect<RoomState>(copy.reconnectionToken);
    leaveLater(back);
    back.onMessage('*', () => {});
    expect(back.sessionId).toBe(ben.id);
  });

  test('is nobody’s to take with a token that was made up', async () => {
    const room = await newRoom();
    const ben = await join(room, { name: 'Ben' });
    await expect(ben.client.reconnect(`${room}:made-up`)).rejects.toThrow();
    const tick = ben.session.state.tick;
    await until('Ben plays on', () => ben.session.state.tick > tick + 2);
    expect(ben.heard.code).toBe(0);
  });
});
