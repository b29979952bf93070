import { expect, test } from 'vitest';
import { type GoalMessage, goalMessageSchema } from '../../../shared/goals/goal-messages.ts';
import { type CreateRoom, createRoomSchema } from '../../../shared/messages.ts';
import { seedEntity } from '../../world/modes/mode.fixture.ts';
import { testManifest, testSeed } from '../../world/world.fixture.ts';
import { joinAgent } from '../agents/agent-client.fixture.ts';
import { type Session, tokenOf, until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';

const things = [seedEntity('orb', 5.5, 12.5), seedEntity('block', 14.5, 12.5)];
const { server, join } = serveRooms(
  { maximumRooms: 100, addressRateScale: 0, roomsPerAddress: 0, lockStep: 'on' },
  { pack: { folder: 'models/arena', manifest: testManifest, seed: async () => testSeed(things) } },
);
const makeRoom = (request: CreateRoom = {}) => server().app.lobby.create(createRoomSchema.parse(request));

function goalsOf(session: Session): GoalMessage[] {
  const heard: GoalMessage[] = [];
  session.onMessage('goal', (message) => heard.push(goalMessageSchema.parse(message)));
  return heard;
}

async function withBot() {
  const room = await makeRoom({ seats: 2, mode: 'free-play', bots: { count: 1, level: 'easy' } });
  const { session } = await join(room.id, { name: 'Ann', role: 'host', token: tokenOf(room.hostLink) });
  const goals = goalsOf(session);
  await until('a bot', () => session.state.players.size === 2);
  return { session, goals };
}

test('a bot carries out what a player says, and the player is told of each step', async () => {
  const { session, goals } = await withBot();
  session.send('goal', { text: 'Take the orb, then remove the block' });
  await until('the end', () => goals.some(({ state }) => state === 'done' || state === 'failed'));
  const about = {
    id: expect.stringMatching(/^bot-/),
    name: 'Ada (bot)',
    text: 'Take the orb, then remove the block',
    steps: ['take the orb', 'remove the block'],
  };
  expect(goals).toEqual([
    { ...about, state: 'step', step: 0 },
    { ...about, state: 'step', step: 1 },
    { ...about, state: 'done', step: 2 },
  ]);
  expect([...session.state.entities.values()].filter(({ kind }) => kind === 2)).toEqual([]);
}, 90_000);

test('what is not understood is answered with what can be said, and is no offence', async () => {
  const { session, goals } = await withBot();
  session.send('goal', { text: 'Juggle the orb' });
  await until('an answer', () => goals.length === 1);
  expect(goals[0]).toMatchObject({
    state: 'refused',
    fault: { code: 'goal-unknown-words', values: { words: ['juggle'] } },
  });
  session.send('goal', { text: 'open the door' });
  await until('a failure', () => goals.length === 2);
  expect(goals[1]).toMatchObject({
    state: 'failed',
    step: 0,
    fault: { code: 'goal-nothing-there', values: { kind: 'door' } },
  });
});

test('a new goal ends the old one, and so does who asks for no goal', async () => {
  const { session, goals } = await withBot();
  session.send('goal', { text: 'go to the block' });
  await until('a step', () => goals.length === 1);
  session.send('goal', { text: 'go to the orb' });
  session.send('goal', {});
  await until('both ends', () => goals.filter(({ state }) => state === 'stopped').length === 2);
  expect(goals.map(({ text }) => text)).toEqual(expect.arrayContaining(['go to the block', 'go to the orb']));
});

test('a room without bots has nobody for a goal', async () => {
  const room = await makeRoom({ mode: 'free-play' });
  const { session } = await join(room.id, { name: 'Ann' });
  const goals = goalsOf(session);
  session.send('goal', { text: 'take the orb' });
  await until('an answer', () => goals.length === 1);
  expect(goals[0]).toMatchObject({ id: '', state: 'refused', fault: { code: 'goal-no-body' } });
});

test('an agent sets its own body a goal, until it acts itself', async () => {
  const room = await makeRoom({ mode: 'free-play' });
  const agent = await joinAgent(server().url, room, { name: 'Robot' });
  agent.send('goal', { text: 'take the orb' });
  await until('it is done', () => agent.last('goal')?.state === 'done');
  agent.send('goal', { text: 'go to the block' });
  await until('a step', () => agent.last('goal')?.state === 'step');
  agent.send('act', { action: { move: 1 }, sequence: 1 });
  await until('the end', () => agent.last('goal')?.state === 'stopped');
  // The room's actions did not use up the agent's numbers.
  await until('it acts', () => agent.observations.at(-1)?.acknowledged === 1);
  agent.socket.close();
}, 90_000);

test('agents in lock-step decide about every tick themselves', async () => {
  const room = await makeRoom({ mode: 'free-play', pace: 'lock-step' });
  const agent = await joinAgent(server().url, room, { name: 'Robot' });
  agent.send('goal', { text: 'take the orb' });
  await until('a refusal', () => agent.notices.length > 0);
  expect(agent.notices).toEqual(['goal real-time-only']);
  agent.socket.close();
});
