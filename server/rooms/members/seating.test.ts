import { Client } from '@colyseus/sdk';
import { describe, expect, test } from 'vitest';
import { neutralAction } from '../../../shared/action.ts';
import { createRoomSchema } from '../../../shared/messages.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import type { RoomState } from '../../../shared/state.ts';
import { refusal, tokenOf, until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';

const { server, join, leaveLater } = serveRooms({
  maximumRooms: 100,
  maximumSpectators: 4,
  reconnectSeconds: 600,
});

type Joined = Awaited<ReturnType<typeof join>>;
const placeOf = ({ session, id }: Joined) => session.state.spectators.get(id)?.place;
const plays = ({ session, id }: Joined) => session.state.players.has(id);
const isPlaced = (client: Joined, place: number) =>
  until(`${client.id} has place ${place}`, () => placeOf(client) === place);

/** A room with one seat, taken by its host. */
async function fullRoom() {
  const room = await server().app.lobby.create(createRoomSchema.parse({ seats: 1 }));
  const host = await join(room.id, { role: 'host', token: tokenOf(room.hostLink) });
  await until('the host plays', () => plays(host));
  return { room, host };
}

describe('in a full room', () => {
  test('whoever comes to play watches, knows its place, and gets the free seat in turn', async () => {
    const { room, host } = await fullRoom();
    const sue = await join(room.id, { role: 'spectator' });
    const ann = await join(room.id, { name: 'Ann' });
    await isPlaced(ann, 1);
    const ben = await join(room.id, { token: tokenOf(room.playLink) });
    await isPlaced(ben, 2);
    await isPlaced(sue, 0);
    expect(await server().app.lobby.find(room.id)).toMatchObject({ players: 1, spectators: 3 });
    ann.session.send('media', { id: 1, method: 'consume', view: host.id, rtpCapabilities: {} });
    await until('Ann watches', () => ann.heard.frames.some(({ view }) => view === host.id));

    await host.session.leave();
    await until('Ann plays', () => plays(ann));
    await isPlaced(ben, 1);
    expect(ann.session.state.spectators.has(ann.id)).toBe(false);
    expect(plays(ben)).toBe(false);
    ann.session.send('media', { id: 2, method: 'consume', view: ann.id, rtpCapabilities: {} });
    await until('Ann sees for herself', () => ann.heard.frames.some(({ view }) => view === ann.id));
    ann.session.send('input', { sequence: 1, action: { ...neutralAction, move: 1 } });
    await until('Ann walks', () => ann.session.state.players.get(ann.id)?.acknowledged === 1);
    expect(ann.heard.notices).toEqual([]);
    await until('Ann, the only player, is host', () => ben.session.state.host === ann.id);

    await ann.session.leave();
    await until('Ben plays', () => plays(ben));
    expect(placeOf(sue)).toBe(0);
    expect(plays(sue)).toBe(false);
  });

  test('whoever waits cannot play, and moves up when somebody before it leaves', async () => {
    const { room, host } = await fullRoom();
    const ann = await join(room.id);
    const ben = await join(room.id);
    await isPlaced(ben, 2);
    ben.session.send('input', { sequence: 1, action: neutralAction });
    await until('a notice', () => ben.heard.notices.length > 0);
    expect(ben.heard.notices[0]).toMatch(/players-only .*true/);
    await ann.session.leave();
    await isPlaced(ben, 1);
    expect(plays(host)).toBe(true);
  });

  test('a seat that a dropped player still has is not free', async () => {
    const { room, host } = await fullRoom();
    const ann = await join(room.id);
    host.session.connection.close();
    await until('the host dropped', () => ann.session.state.players.get(host.id)?.connected === false);
    const { tick } = ann.session.state;
    await until('some ticks', () => ann.session.state.tick > tick + 3);
    expect(placeOf(ann)).toBe(1);
  });

  test('somebody who waits and drops is passed over, and keeps its place', async () => {
    const { room, host } = await fullRoom();
    const ann = await join(room.id);
    const ben = await join(room.id);
    await isPlaced(ben, 2);
    const token = ann.session.reconnectionToken;
    ann.session.connection.close();
    await until('Ann dropped', () => ben.session.state.spectators.get(ann.id)?.connected === false);
    await host.session.leave();
    await until('Ben plays', () => plays(ben));
    const back = await ann.client.reconnect<RoomState>(token);
    leaveLater(back);
    back.onMessage('*', () => {});
    await until('Ann waits still', () => back.state.spectators?.get(ann.id)?.place === 1);
    await ben.session.leave();
    await until('Ann plays', () => back.state.players.has(ann.id));
  });

  test('those who wait count as spectators, of whom there are only so many', async () => {
    const { room } = await fullRoom();
    for (let i = 0; i < 4; i++) await join(room.id);
    expect(await refusal(new Client(server().url).joinById(room.id, {}))).toMatchObject({
      code: closeCodes.roomFull,
      message: '{"code":"room-full","values":{"seats":1,"watchers":4}}',
    });
  });

  test('the holder of the host invite waits as well, and is host with its seat', async () => {
    const { room, host } = await fullRoom();
    const ann = await join(room.id);
    const hal = await join(room.id, { role: 'host', token: tokenOf(room.hostLink) });
    await isPlaced(hal, 2);
    expect(hal.session.state.host).toBe(host.id);
    await host.session.leave();
    await until('Ann is host', () => hal.session.state.host === ann.id);
    await ann.session.leave();
    await until('Hal is host', () => hal.session.state.host === hal.id);
  });
});

test('a locked room gives no seats; those who wait get them when it is unlocked', async () => {
  const room = await server().app.lobby.create(createRoomSchema.parse({ seats: 2 }));
  const host = await join(room.id, { role: 'host', token: tokenOf(room.hostLink) });
  const ben = await join(room.id);
  const ann = await join(room.id);
  await isPlaced(ann, 1);
  host.session.send('host', { command: 'lock' });
  await until('locked', () => ann.session.state.locked);
  await ben.session.leave();
  await until('Ben is gone', () => ann.session.state.players.size === 1);
  const { tick } = ann.session.state;
  await until('some ticks', () => ann.session.state.tick > tick + 3);
  expect(placeOf(ann)).toBe(1);
  host.session.send('host', { command: 'unlock' });
  await until('Ann plays', () => plays(ann));
});
