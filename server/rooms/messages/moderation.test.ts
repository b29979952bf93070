import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { type Access, createRoomSchema, type HostCommand } from '../../../shared/messages.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import type { RoomState } from '../../../shared/state.ts';
import { refusal, tokenOf, until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';

const { server, join, leaveLater, refused } = serveRooms({ maximumRooms: 100, reconnectSeconds: 600 });

/** A room with its host in it, and what the host's page does. */
async function hosted(access: Access = 'public') {
  const room = await server().app.lobby.create(createRoomSchema.parse({ access }));
  const token = tokenOf(room.hostLink);
  const host = await join(room.id, { name: 'Hal', role: 'host', token, visitor: 'browser-of-hal' });
  await until('Hal is host', () => host.session.state.host === host.id);
  const { state } = host.session;
  const command = (what: HostCommand) => host.session.send('host', what);
  return { room, host, state, command };
}

describe('what only the host may do', () => {
  test.each([
    { command: 'revoke' },
    { command: 'lock' },
    { command: 'unlock' },
    { command: 'kick', member: 'Hal' },
    { command: 'handOver', member: 'Ann' },
    { command: 'silence', member: 'Ann' },
  ] as const)('$command is refused for players and spectators, who are told why', async (command) => {
    const { room, host, state } = await hosted();
    const ann = await join(room.id, { token: tokenOf(room.playLink) });
    const sue = await join(room.id, { role: 'spectator' });
    const member = command.command === 'kick' ? host.id : ann.id;
    const aimed = 'member' in command ? { ...command, member } : command;
    for (const { session, heard } of [ann, sue]) {
      session.send('host', aimed);
      await until('a notice', () => heard.notices.length > 0);
      expect(heard.notices[0]).toBe('host: host-only {}');
    }
    await join(room.id, { token: tokenOf(room.playLink) });
    await until('everybody', () => state.players.size === 3);
    expect(state).toMatchObject({ host: host.id, locked: false });
    expect(host.session.connection.isOpen).toBe(true);
  });

  test.each([
    [{ command: 'ban' }, /host.command/],
    [{ command: 'kick' }, /host.member/],
    [{ command: 'kick', member: 'x'.repeat(65) }, /host.member/],
    [{ command: 'lock', member: 'x' }, /host.member: .*unknown-field/],
    [{ command: 'kick', member: 'nobody' }, /member-gone/],
    [{ command: 'handOver', member: 'nobody' }, /member-gone/],
    [{ command: 'silence', member: 'nobody' }, /member-gone/],
    [undefined, /host: /],
  ])('%j is answered by a notice that says what is wrong', async (message, notice) => {
    const { host, state } = await hosted();
    host.session.send('host', message);
    await until('a notice', () => host.heard.notices.length > 0);
    expect(host.heard.notices[0]).toMatch(notice);
    expect(state).toMatchObject({ host: host.id, locked: false });
  });

  test('a host who commands too often is told, and closed if it goes on', async () => {
    const { host, command } = await hosted();
    for (let i = 0; i < 80; i++) command({ command: 'lock' });
    await until('closed', () => host.heard.code !== 0);
    expect(host.heard.code).toBe(closeCodes.tooFrequent);
    expect(host.heard.notices).toContain('host: too-many-messages {"message":"host"}');
  });
});

test.each(['public', 'link'] as const)(
  'revoking ends all invites of a %s room, and hands the host new ones',
  async (access) => {
    const { room, host, command } = await hosted(access);
    const ann = await join(room.id, { token: tokenOf(room.playLink) });
    await until('the first invites', () => host.heard.invites.length === 1);
    command({ command: 'revoke' });
    await until('new invites', () => host.heard.invites.length === 2);
    for (const links of [room, host.heard.invites[0]]) {
      for (const [role, link] of [
        ['host', links.hostLink],
        ['player', links.playLink],
        ['spectator', links.watchLink],
      ] as const) {
        expect(await refused(room.id, { role, token: tokenOf(link) })).toMatchObject({
          code: closeCodes.badToken,
          message: expect.stringMatching(/invite-revoked/),
        });
      }
    }
    expect(ann.heard.invites).toEqual([]);
    expect(ann.session.connection.isOpen).toBe(true);
    const [, links] = host.heard.invites;
    await join(room.id, { token: tokenOf(links.playLink) });
    await join(room.id, { role: 'spectator', token: tokenOf(links.watchLink) });
    const again = await join(room.id, {
      ...{ role: 'host', visitor: 'browser-of-hal' },
      token: tokenOf(links.hostLink),
    });
    await until('the newer host', () => ann.session.state.host === again.id);
  },
);

test('in a locked room nobody new gets a seat; whoever is in stays, and others may watch', async () => {
  const { room, state, command } = await hosted();
  const ann = await join(room.id);
  const token = ann.session.reconnectionToken;
  command({ command: 'lock' });
  await until('locked', () => state.locked);
  for (const invite of [undefined, tokenOf(room.playLink)]) {
    expect(await refused(room.id, { token: invite })).toMatchObject({
      code: closeCodes.roomLocked,
      message: expect.stringMatching(/room-locked/),
    });
  }
  await join(room.id, { role: 'spectator' });
  ann.session.connection.close();
  await until('Ann dropped', () => state.players.get(ann.id)?.connected === false);
  const back = await ann.client.reconnect<RoomState>(token);
  leaveLater(back);
  back.onMessage('*', () => {});
  await until('Ann is back', () => state.players.get(ann.id)?.connected === true);
  await join(room.id, { role: 'host', token: tokenOf(room.hostLink) });
  await until('the newer host', () => state.players.size === 3);
  expect(state.locked).toBe(true);
});

test('an unlocked room has seats for all again', async () => {
  const { room, state, command } = await hosted();
  command({ command: 'lock' });
  await until('locked', () => state.locked);
  command({ command: 'unlock' });
  await until('unlocked', () => !state.locked);
  await join(room.id);
});

describe('whoever is kicked', () => {
  test.each(['player', 'spectator'] as const)('a %s, is closed with a code of its own', async (role) => {
    const { room, state, command } = await hosted();
    const mal = await join(room.id, { role });
    const token = mal.session.reconnectionToken;
    const places = () => (role === 'player' ? state.players.has(mal.id) : state.spectators.has(mal.id));
    await until('Mal is seen', places);
    command({ command: 'kick', member: mal.id });
    await until('Mal is closed', () => mal.heard.code !== 0);
    expect(mal.heard.code).toBe(closeCodes.kicked);
    await until('Mal is gone', () => !places());
    expect(await refusal(mal.client.reconnect(token))).toMatchObject({ code: 409 });
    expect(await server().app.lobby.find(room.id)).toMatchObject({ players: 1, spectators: 0 });
  });

  test('does not come back by the reconnection token, not even when it had dropped before', async () => {
    const { room, state, command } = await hosted();
    const mal = await join(room.id);
    const token = mal.session.reconnectionToken;
    mal.session.connection.close();
    await until('Mal dropped', () => state.players.get(mal.id)?.connected === false);
    command({ command: 'kick', member: mal.id });
    await until('Mal is gone', () => !state.players.has(mal.id));
    expect(await refusal(mal.client.reconnect(token))).toMatchObject({ code: 409 });
  });

  test('does not come back by the seat it came in with', async () => {
    const { room, state, command } = await hosted();
    const mal = await join(room.id);
    await until('Mal is seen', () => state.players.has(mal.id));
    command({ command: 'kick', member: mal.id });
    await until('Mal is gone', () => !state.players.has(mal.id));
    const address = new URL(mal.session.connection.url ?? '');
    address.searchParams.delete('reconnectionToken');
    const socket = new WebSocket(address);
    const code = await new Promise<number>((resolve) => socket.once('close', resolve));
    expect(code).toBeGreaterThanOrEqual(1000);
    expect(state.players.size).toBe(1);
  });

  test('does not come back with the same browser, to play or to watch, until the host lets it in again', async () => {
    const { room, host, state, command } = await hosted();
    const visitor = 'a browser of Mal';
    const mal = await join(room.id, { name: 'Mal', visitor });
    const other = await join(room.id, { name: 'Mal', visitor });
    command({ command: 'kick', member: mal.id });
    command({ command: 'kick', member: other.id });
    await until('both are listed', () => state.kicked.size === 2);
    expect(state.kicked.get(mal.id)).toBe('Mal');
    for (const role of ['player', 'spectator'] as const) {
      expect(await refused(room.id, { role, visitor, token: tokenOf(room.playLink) })).toMatchObject({
        code: closeCodes.kicked,
        message: expect.stringMatching(/kept-out/),
      });
    }
    await join(room.id, { name: 'Mal', visitor: 'another browser' });
    command({ command: 'letIn', member: 'nobody' });
    await until('Hal is told', () => host.heard.notices.length > 0);
    expect(host.heard.notices[0]).toMatch(/not-kept-out/);
    command({ command: 'letIn', member: mal.id });
    await until('nobody is listed', () => state.kicked.size === 0);
    await join(room.id, { name: 'Mal', visitor });
  });

  test('is not listed where no browser was named, as nothing would keep it out', async () => {
    const { room, state, command } = await hosted();
    const mal = await join(room.id, { name: 'Mal' });
    await until('Mal is seen', () => state.players.has(mal.id));
    command({ command: 'kick', member: mal.id });
    await until('Mal is gone', () => !state.players.has(mal.id));
    expect(state.kicked.size).toBe(0);
    await join(room.id, { name: 'Mal' });
  });

  test('is never the host itself', async () => {
    const { host, command } = await hosted();
    command({ command: 'kick', member: host.id });
    await until('a notice', () => host.heard.notices.length > 0);
    expect(host.heard.notices[0]).toMatch(/kick-self/);
    expect(host.session.connection.isOpen).toBe(true);
  });
});

describe('handing over', () => {
  test('makes another player the host, with the invites; the former has no say any more', async () => {
    const { room, host, state, command } = await hosted();
    const ann = await join(room.id);
    command({ command: 'handOver', member: ann.id });
    await until('Ann is host', () => state.host === ann.id);
    await until('Ann has invites', () => ann.heard.invites.length === 1);
    command({ command: 'lock' });
    await until('a notice', () => host.heard.notices.length > 0);
    expect(host.heard.notices[0]).toMatch(/host-only/);
    ann.session.send('host', { command: 'lock' });
    await until('locked', () => state.locked);
  });

  test('goes to players who are here alone', async () => {
    const { room, host, state, command } = await hosted();
    const sue = await join(room.id, { role: 'spectator' });
    command({ command: 'handOver', member: sue.id });
    await until('a notice', () => host.heard.notices.length === 1);
    expect(host.heard.notices[0]).toMatch(/successor-watches/);
    const ann = await join(room.id);
    ann.session.connection.close();
    await until('Ann dropped', () => state.players.get(ann.id)?.connected === false);
    command({ command: 'handOver', member: ann.id });
    await until('another notice', () => host.heard.notices.length === 2);
    expect(host.heard.notices[1]).toMatch(/successor-offline/);
    expect(state.host).toBe(host.id);
  });

  test('a host who dropped is host still', async () => {
    const { room, host } = await hosted();
    const ann = await join(room.id);
    host.session.connection.close();
    await until('Hal dropped', () => ann.session.state.players.get(host.id)?.connected === false);
    expect(ann.session.state.host).toBe(host.id);
  });
});

describe('whom the host silences', () => {
  test('is told so and heard by nobody, until the host lets them speak', async () => {
    const { room, host, state, command } = await hosted();
    const heard: string[] = [];
    host.session.onMessage('chat', ({ text }) => heard.push(text));
    host.session.onMessage('emote', ({ emote }) => heard.push(emote));
    const ann = await join(room.id, { name: 'Ann' });
    command({ command: 'silence', member: ann.id });
    await until('everybody sees it', () => ann.session.state.silenced.get(ann.id) === true);
    ann.session.send('chat', { text: 'not heard' });
    ann.session.send('emote', { emote: 'wave' });
    await until('both are answered', () => ann.heard.notices.length === 2);
    expect(ann.heard.notices[0]).toMatch(/^chat: silenced/);
    expect(ann.heard.notices[1]).toMatch(/^emote: silenced/);
    command({ command: 'letSpeak', member: ann.id });
    await until('it is over', () => state.silenced.size === 0);
    ann.session.send('chat', { text: 'heard' });
    await until('Hal hears Ann', () => heard.length > 0);
    expect(heard).toEqual(['heard']);
  });

  test('stays silenced in the same browser', async () => {
    const { room, state, command } = await hosted();
    const visitor = 'a-browser-of-somebody';
    const ann = await join(room.id, { name: 'Ann', visitor });
    command({ command: 'silence', member: ann.id });
    await until('Ann is silenced', () => state.silenced.has(ann.id));
    await ann.session.leave();
    await until('Ann is gone', () => state.silenced.size === 0);
    const again = await join(room.id, { name: 'Somebody else', visitor });
    await until('they are silenced', () => state.silenced.has(again.id));
  });

  test('speaks again as the next host', async () => {
    const { room, state, command } = await hosted();
    const ann = await join(room.id, { name: 'Ann' });
    command({ command: 'silence', member: ann.id });
    await until('Ann is silenced', () => state.silenced.has(ann.id));
    command({ command: 'handOver', member: ann.id });
    await until('Ann is host', () => state.host === ann.id);
    await until('Ann may speak', () => state.silenced.size === 0);
  });

  test('is never the host', async () => {
    const { host, command } = await hosted();
    command({ command: 'silence', member: host.id });
    await until('a notice', () => host.heard.notices.length > 0);
    expect(host.heard.notices[0]).toBe('host.member: silence-self {}');
  });
});
