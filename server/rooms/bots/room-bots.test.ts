import { expect, test } from 'vitest';
import { z } from 'zod';
import { matchPhases } from '../../../shared/match.ts';
import { type CreateRoom, createRoomSchema } from '../../../shared/messages.ts';
import { tokenOf, until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';

const { server, join } = serveRooms({ maximumRooms: 100, addressRateScale: 0, roomsPerAddress: 0 });
const makeRoom = (request: CreateRoom = {}) => server().app.lobby.create(createRoomSchema.parse(request));

const reportSchema = z.object({
  rooms: z.array(z.object({ id: z.string(), players: z.int(), seats: z.int(), ticks: z.int() })),
});
const reportsOf = async () => {
  const answer = await fetch(new URL('/health', server().url));
  return reportSchema.parse(await answer.json()).rooms;
};

/** A room with its host in it. */
async function hosted(request: CreateRoom = {}) {
  const room = await makeRoom(request);
  const host = await join(room.id, { name: 'Ann', role: 'host', token: tokenOf(room.hostLink) });
  const names = () => [...host.session.state.players.values()].map(({ name }) => name);
  return { room, host, names };
}

test('a room has the bots that it was made with once a person is there, and they play', async () => {
  const { room, host, names } = await hosted({ seats: 3, mode: 'tag', bots: { count: 2, level: 'hard' } });
  await until('two bots', () => names().length === 3);
  expect(names()).toEqual(['Ann', 'Ada (bot)', 'Boole (bot)']);
  const places = () => [...host.session.state.players.values()].map(({ x, z }) => `${x} ${z}`);
  await until('the round', () => matchPhases[host.session.state.match.phase] === 'round');
  const before = places();
  await until('a bot walks', () =>
    places()
      .slice(1)
      .some((place, i) => place !== before[i + 1]),
  );
  const [listed] = (await reportsOf()).filter(({ id }) => id === room.id);
  expect(listed).toMatchObject({ players: 1, seats: 3 });
});

test('a person gets the seat of a bot, and a bot comes again when the person leaves', async () => {
  const { room, names } = await hosted({ seats: 2, bots: { count: 1, level: 'easy' } });
  await until('a bot', () => names().length === 2);
  const ben = await join(room.id, { name: 'Ben' });
  await until('Ben plays', () => names().includes('Ben'));
  expect(names()).toEqual(['Ann', 'Ben']);
  await ben.session.leave();
  await until('a bot again', () => names().includes('Ada (bot)'));
});

test('the host asks for bots and sends them away; nobody else does', async () => {
  const { room, host, names } = await hosted({ seats: 4 });
  host.session.send('host', { command: 'bots', count: 7, level: 'normal' });
  await until('bots', () => names().length === 4);
  const sue = await join(room.id, { name: 'Sue' });
  sue.session.send('host', { command: 'bots', count: 0, level: 'normal' });
  await until('the refusal', () => sue.heard.notices.length > 0);
  host.session.send('host', { command: 'bots', count: 1, level: 'hard' });
  await until('one bot', () => names().length === 3);
  const [bot] = [...host.session.state.players.entries()].filter(([, { name }]) => name.endsWith('(bot)'));
  host.session.send('host', { command: 'handOver', member: bot[0] });
  await until('no bot is host', () =>
    host.heard.notices.some((notice) => notice.includes('successor-program')),
  );
  host.session.send('host', { command: 'kick', member: bot[0] });
  await until('no bot', () => names().length === 2);
  expect(names()).toEqual(['Ann', 'Sue']);
});

test('bots keep no room open, and their views are drawn for nobody', async () => {
  const { room, host, names } = await hosted({ seats: 4, bots: { count: 3, level: 'normal' } });
  await until('bots', () => names().length === 4);
  const ticks = async () => (await reportsOf()).find(({ id }) => id === room.id)?.ticks ?? 0;
  const then = await ticks();
  await until('ticks', async () => (await ticks()) > then + 20);
  const views = server().model.requests.flatMap((requests) => requests.map(({ view }) => view));
  expect(views).toContain(host.session.sessionId);
  expect(views.filter((view) => view.startsWith('bot-'))).toEqual([]);
  await host.session.leave();
  await until('nobody', async () =>
    (await reportsOf()).every(({ id, players }) => id !== room.id || players === 0),
  );
  const last = await ticks();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await ticks()).toBeLessThanOrEqual(last + 1);
});

test('bots beyond the seats, or without a count, are refused by name', () => {
  for (const [bots, field] of [
    [{ count: 8 }, 'bots.count'],
    [{ count: 1, level: 'godlike' }, 'bots.level'],
    [{}, 'bots.count'],
  ] as const) {
    const { error } = createRoomSchema.safeParse({ bots });
    expect(error?.issues.map(({ path }) => path.join('.'))).toContain(field);
  }
});
