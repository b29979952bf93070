import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Access, type CreatedRoom, createdRoomSchema, type Role } from '../../../shared/messages.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import { tokenOf, until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';
import { InviteSigner } from './invite.ts';

const secret = 'the secret of this test';
const { server, join, refused } = serveRooms({ secret, maximumRooms: 100, maximumSpectators: 3 });

async function open(access?: Access): Promise<CreatedRoom> {
  const answer = await fetch(new URL('/api/rooms', server().url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ access }),
  });
  return createdRoomSchema.parse(await answer.json());
}

const tokens = (room: CreatedRoom): Record<Role, string> => ({
  host: tokenOf(room.hostLink),
  player: tokenOf(room.playLink),
  spectator: tokenOf(room.watchLink),
});

async function listed(): Promise<string[]> {
  const answer = await fetch(new URL('/api/rooms', server().url));
  const rooms = z.array(z.object({ id: z.string() })).parse(await answer.json());
  return rooms.map(({ id }) => id);
}

describe('a public room', () => {
  test('is what a room is when nothing is said; it is listed, and anybody may join', async () => {
    const room = await open();
    expect(room.access).toBe('public');
    expect(await listed()).toContain(room.id);
    await join(room.id);
    await join(room.id, { role: 'spectator' });
  });

  test('has no host without the host invite', async () => {
    const room = await open();
    const { player, spectator } = tokens(room);
    expect(await refused(room.id, { role: 'host' })).toMatchObject({
      code: closeCodes.badToken,
      message: expect.stringMatching(/host-invite-needed/),
    });
    expect(await refused(room.id, { role: 'host', token: player })).toMatchObject({
      code: closeCodes.badToken,
      message: expect.stringMatching(/invite-to-play/),
    });
    expect(await refused(room.id, { role: 'host', token: spectator })).toMatchObject({
      code: closeCodes.badToken,
      message: expect.stringMatching(/invite-to-watch/),
    });
    const ann = await join(room.id, { token: player });
    await join(room.id);
    await until('both', () => ann.session.state.players.size === 2);
    expect(ann.session.state.host).toBe('');
  });
});

describe('a room by link', () => {
  test('is not listed, and knowing its id is not enough', async () => {
    const room = await open('link');
    expect(await listed()).not.toContain(room.id);
    for (const role of ['host', 'player', 'spectator'] as const) {
      expect(await refused(room.id, { role })).toMatchObject({ code: closeCodes.badToken });
    }
    expect((await refused(room.id, { role: 'spectator' })).message).toMatch(/invite-needed/);
    const health = await (await fetch(new URL('/health', server().url))).text();
    expect(health).toContain('"access":"link"');
    expect(health).not.toContain(room.id);
    expect(await server().app.lobby.find(room.id)).toMatchObject({ players: 0, spectators: 0 });
  });

  test('takes each invite for its role and the lesser ones', async () => {
    const room = await open('link');
    const { host, player, spectator } = tokens(room);
    const ann = await join(room.id, { role: 'host', token: host });
    await until('a host', () => ann.session.state.host === ann.id);
    await join(room.id, { token: player });
    await join(room.id, { role: 'spectator', token: spectator });
    await join(room.id, { role: 'spectator', token: player });
    expect(await refused(room.id, { token: spectator })).toMatchObject({
      code: closeCodes.badToken,
      message: expect.stringMatching(/invite-to-watch/),
    });
    expect(await server().app.lobby.find(room.id)).toMatchObject({ players: 2, spectators: 2 });
    expect(ann.session.state.host).toBe(ann.id);
  });
});

test.each(['public', 'link'] as const)(
  'invites that are no good are refused in a %s room',
  async (access) => {
    const room = (await open(access)).id;
    const other = await open(access);
    const invite = { room, role: 'player', edition: 0 } as const;
    const forger = new InviteSigner({ secret: undefined, hours: 1 });
    const past = new InviteSigner({ secret, hours: -1 });
    for (const [token, text] of [
      [await forger.sign(invite), /link-unknown/],
      ['', /link-unknown/],
      [await past.sign(invite), /link-expired/],
      [tokenOf(other.playLink), /link-of-another/],
      [tokenOf(other.hostLink), /link-of-another/],
      [tokenOf(other.exportLink), /link-unknown/],
      [await server().app.invites.sign({ ...invite, edition: 1 }), /invite-revoked/],
    ] as const) {
      expect(await refused(room, { token })).toMatchObject({
        code: closeCodes.badToken,
        message: expect.stringMatching(text),
      });
    }
    expect(await server().app.lobby.find(room)).toMatchObject({ players: 0 });
  },
);

test('a room takes no more spectators than it may, until one leaves; players have seats still', async () => {
  const room = await open('link');
  const { player, spectator: token } = tokens(room);
  const sue = await join(room.id, { role: 'spectator', token });
  for (let i = 0; i < 2; i++) await join(room.id, { role: 'spectator', token });
  expect(await refused(room.id, { role: 'spectator', token })).toMatchObject({
    code: closeCodes.roomFull,
    message: expect.stringMatching(/watchers-full.*3/),
  });
  await join(room.id, { token: player });
  await sue.session.leave();
  await until('Sue is gone', async () => (await server().app.lobby.find(room.id))?.spectators === 2);
  await join(room.id, { role: 'spectator', token });
});

describe('the host', () => {
  test('is whoever came last with the host invite in one browser, and is handed the invites', async () => {
    const room = await open('link');
    const { host, player } = tokens(room);
    const visitor = 'the-browser-of-ann';
    const ann = await join(room.id, { role: 'host', token: host, visitor });
    await until('invites', () => ann.heard.invites.length === 1);
    expect(ann.heard.invites[0].playLink).toMatch(new RegExp(`^/play/${room.id}\\?token=`));
    const ben = await join(room.id, { token: tokenOf(ann.heard.invites[0].playLink) });
    const cat = await join(room.id, { token: player });
    expect(ben.heard.invites).toEqual([]);
    const ann2 = await join(room.id, {
      ...{ role: 'host', visitor },
      token: tokenOf(ann.heard.invites[0].hostLink),
    });
    await until('the newer host', () => cat.session.state.host === ann2.id);
  });

  test('who leaves for good is followed by the player who has been there longest, or by nobody', async () => {
    const room = await open();
    const watcher = await join(room.id, { role: 'spectator' });
    const ben = await join(room.id);
    const ann = await join(room.id, { role: 'host', token: tokens(room).host });
    const cat = await join(room.id);
    const { state } = watcher.session;
    await until('Ann is host', () => state.host === ann.id);
    await cat.session.leave();
    await until('Cat is gone', () => state.players.size === 2);
    expect(state.host).toBe(ann.id);
    await ann.session.leave();
    await until('Ben is host', () => state.host === ben.id);
    await until('Ben has invites', () => ben.heard.invites.length === 1);
    await ben.session.leave();
    await until('nobody is', () => state.players.size === 0 && state.host === '');
  });
});
