import { describe, expect, test } from 'vitest';
import { type CreateRoom, createRoomSchema } from '../../../shared/messages.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import { tokenOf, until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';
import { connectAgent, joinAgent } from './agent-client.fixture.ts';

const { server, join } = serveRooms({ maximumRooms: 100, addressRateScale: 0, roomsPerAddress: 0 });
const makeRoom = (request: CreateRoom = {}) => server().app.lobby.create(createRoomSchema.parse(request));

describe('in real time', () => {
  test('an agent has a seat and a body as people have, and walks', async () => {
    const room = await makeRoom();
    const ann = await join(room.id, { name: 'Ann' });
    const agent = await joinAgent(server().url, room, { name: 'Robot' });
    const id = agent.last('joined')?.id ?? '';
    expect(agent.last('joined')).toMatchObject({
      pace: 'real-time',
      room: room.id,
      rate: 20,
      world: 'A yard',
    });
    expect(agent.last('seat')).toEqual({ taken: true, waitsFor: '' });
    await until('both bodies', () => ann.session.state.players.size === 2);
    expect(ann.session.state.players.get(id)).toMatchObject({ name: 'Robot', connected: true });
    await until('the first observation', () => agent.observations.length > 0);
    const { pose } = agent.observations[0];
    agent.send('act', { action: { move: 1 }, sequence: 7 });
    await until('it walks', () => (agent.observations.at(-1)?.pose.z ?? 0) > pose.z + 0.1);
    await until('acknowledged', () => agent.observations.at(-1)?.acknowledged === 7);
    expect(agent.observations.at(-1)?.latency).toBeGreaterThan(0);
    agent.socket.close();
    await until('it is gone', () => ann.session.state.players.size === 1);
  });

  test('its view is drawn for it alone where it asks for planes, and not where it does not', async () => {
    const room = await makeRoom();
    const blind = await joinAgent(server().url, room);
    const seeing = await joinAgent(server().url, room, { planes: ['depth', 'rgb'] });
    await until('pictures', () => seeing.observations.some(({ planes }) => planes.length > 0));
    await until('ticks', () => blind.observations.length > 5);
    const { planes, picture } = seeing.observations.at(-1) ?? {};
    expect(picture?.planes.map(({ name, shape }) => [name, shape])).toEqual([
      ['depth', [48, 64]],
      ['rgb', [3, 48, 64]],
    ]);
    expect(planes?.map(({ length }) => length)).toEqual([2 * 48 * 64, 3 * 48 * 64]);
    const views = server().model.requests.flatMap((requests) => requests.map(({ view }) => view));
    expect(views).toContain(seeing.last('joined')?.id);
    expect(views.filter((view) => view === blind.last('joined')?.id)).toEqual([]);
    for (const agent of [blind, seeing]) agent.socket.close();
  });

  test('its view is encoded as video only while somebody watches', async () => {
    const room = await makeRoom();
    const count = server().media.streams.length;
    const agent = await joinAgent(server().url, room, { planes: ['rgb'] });
    const id = agent.last('joined')?.id ?? '';
    await until('pictures', () => agent.observations.filter(({ planes }) => planes.length > 0).length > 3);
    const stream = server().media.streams[count];
    expect(stream.frames).toBe(0);
    const sue = await join(room.id, { role: 'spectator' });
    sue.session.send('media', { id: 1, method: 'consume', view: id, rtpCapabilities: {} });
    await until('frames', () => sue.heard.frames.some(({ view }) => view === id));
    expect(stream.frames).toBeGreaterThan(0);
    agent.socket.close();
  });

  test('waits for a seat where all are taken, and is told when it has one', async () => {
    const room = await makeRoom({ seats: 1 });
    const ann = await join(room.id);
    const agent = await joinAgent(server().url, room);
    expect(agent.last('seat')).toEqual({ taken: false, waitsFor: 'seat' });
    agent.send('act', {});
    await until('the refusal', () => agent.notices.includes('act players-only'));
    await ann.session.leave();
    await until('the seat', () => agent.last('seat')?.taken === true);
    agent.socket.close();
  });

  test('hears, and reads the chat; its own words reach people', async () => {
    const room = await makeRoom();
    const ann = await join(room.id, { name: 'Ann' });
    const said: unknown[] = [];
    ann.session.onMessage('chat', (message) => said.push(message));
    const agent = await joinAgent(server().url, room, { name: 'Robot' });
    agent.send('act', { action: { move: 1 } });
    const walks = setInterval(() => agent.send('act', { action: { move: 1 } }), 100);
    await until('a step is heard', () =>
      agent.observations.some(({ events }) =>
        events.some((event) => event.kind === 'sound' && event.sound === 'footstep'),
      ),
    );
    clearInterval(walks);
    ann.session.send('chat', { text: 'hello' });
    await until('the chat', () => agent.last('chat')?.text === 'hello');
    agent.send('chat', { text: 'beep' });
    await until('the answer', () => said.length === 2);
    expect(said[1]).toMatchObject({ name: 'Robot', text: 'beep', role: 'player', host: false });
    agent.socket.close();
  });

  test('an agent never becomes host', async () => {
    const room = await makeRoom();
    const host = await join(room.id, { role: 'host', token: tokenOf(room.hostLink) });
    const agent = await joinAgent(server().url, room);
    const ann = await join(room.id, { name: 'Ann' });
    await until('a host', () => ann.session.state.host === host.id);
    await host.session.leave();
    await until('the next host', () => ann.session.state.host === ann.id);
    agent.socket.close();
  });
});

describe('coming in', () => {
  test.each([
    ['an invite to play', 'playLink', /agent-invite-needed/],
    ['an invite to watch', 'watchLink', /agent-invite-needed/],
  ] as const)('is refused with %s', async (_name, link, reason) => {
    const room = await makeRoom();
    const agent = await connectAgent(server().url, room.id);
    agent.send('join', { token: tokenOf(room[link]) });
    await until('closed', () => agent.closed !== undefined);
    expect(agent.closed).toEqual({ code: closeCodes.badToken, reason: expect.stringMatching(reason) });
  });

  test('works with the host’s invite; the agents’ is none for people', async () => {
    const room = await makeRoom({ access: 'link' });
    const agent = await joinAgent(server().url, { ...room, agentLink: room.hostLink });
    expect(agent.last('seat')?.taken).toBe(true);
    agent.socket.close();
    await expect(join(room.id, { token: tokenOf(room.agentLink) })).rejects.toThrow(/invite-for-agents/);
  });

  test.each([
    ['another message than join', JSON.stringify({ type: 'act' }), closeCodes.badOptions, /join-first/],
    ['no JSON', '{"type":', closeCodes.badOptions, /unreadable-message/],
    ['an array', '[]', closeCodes.badOptions, /unreadable-message/],
    ['bytes', Buffer.from('{}'), closeCodes.badOptions, /unreadable-message/],
    ['a wrong field', JSON.stringify({ type: 'join', token: 1 }), closeCodes.badOptions, /malformed/],
    ['a forged invite', JSON.stringify({ type: 'join', token: 'x' }), closeCodes.badToken, /link-unknown/],
  ])('is refused with %s', async (_name, frame, code, reason) => {
    const room = await makeRoom();
    const agent = await connectAgent(server().url, room.id);
    agent.socket.send(frame);
    await until('closed', () => agent.closed !== undefined);
    expect(agent.closed?.code).toBe(code);
    expect(agent.notices.join()).toMatch(reason);
  });

  test('is refused where there is no such room', async () => {
    const agent = await connectAgent(server().url, 'nowhere');
    agent.send('join', { token: 'x' });
    await until('closed', () => agent.closed !== undefined);
    expect(agent.closed?.code).toBe(closeCodes.roomGone);
  });

  test('makes no room in lock-step unless the server was told to', async () => {
    await expect(makeRoom({ pace: 'lock-step' })).rejects.toMatchObject({
      status: 403,
      refusal: { code: 'lock-step-off' },
    });
  });

  test('nobody who says nothing keeps a connection', async () => {
    const room = await makeRoom();
    const agent = await connectAgent(server().url, room.id);
    await until('closed', () => agent.closed !== undefined);
    expect(agent.closed?.code).toBe(4120);
  });
});
