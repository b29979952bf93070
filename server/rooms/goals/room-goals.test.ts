import { describe, expect, test } from 'vitest';
import { type Action, neutralAction } from '../../../shared/action.ts';
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

test('in lock-step a goal decides until it is over, and time stands still while it is planned', async () => {
  const play = async () => {
    const room = await makeRoom({ mode: 'free-play', pace: 'lock-step', roomSeed: 3 });
    const agent = await joinAgent(server().url, room, { name: 'Robot' });
    agent.send('goal', { text: 'take the orb and go to the block' });
    await until('it is done', () => agent.last('goal')?.state === 'done');
    expect(agent.observations).toEqual([]);
    const { tick, pose } = await agent.step('observe');
    expect((await agent.step('act', { action: { move: 1 } })).tick).toBe(tick + 1);
    agent.socket.close();
    return { tick, pose };
  };
  const first = await play();
  expect(first.tick).toBeGreaterThan(20);
  expect(await play()).toEqual(first);
}, 90_000);

test('an act in lock-step ends the goal, and is the next decision', async () => {
  const room = await makeRoom({ mode: 'free-play', pace: 'lock-step' });
  const one = await joinAgent(server().url, room, { name: 'Robot' });
  const two = await joinAgent(server().url, room, { name: 'Other' });
  one.send('goal', { text: 'take the orb' });
  const acted = one.step('act', { action: { move: 1 } });
  await two.step('act');
  await acted;
  expect(one.last('goal')?.state).toBe('stopped');
  for (const agent of [one, two]) agent.socket.close();
});

describe('a wish for one’s own body', () => {
  /** Somebody whose page sends what it presses, and that it presses nothing. */
  async function alone() {
    const room = await makeRoom({ mode: 'free-play' });
    const { session } = await join(room.id, { name: 'Ann' });
    const goals = goalsOf(session);
    await until('a body', () => session.state.players.has(session.sessionId));
    const body = () => session.state.players.get(session.sessionId);
    let sequence = 0;
    const press = (action: Partial<Action> = {}) => {
      sequence = Math.max(sequence, body()?.acknowledged ?? 0) + 1;
      session.send('input', { sequence, action: { ...neutralAction, ...action } });
    };
    return { session, goals, body, press };
  }

  test('is carried out in place of its devices, one instruction after the other', async () => {
    const { session, goals, body, press } = await alone();
    const timer = setInterval(press, 20);
    const heading = body()?.yaw ?? 0;
    session.send('goal', { own: true, text: 'turn left, walk forward 1 metre' });
    await until('the end', () => goals.at(-1)?.state === 'done');
    clearInterval(timer);
    expect(goals.map(({ state, step }) => `${state} ${step}`)).toEqual(['step 0', 'step 1', 'done 2']);
    expect(Math.cos((body()?.yaw ?? 0) - (heading - Math.PI / 2))).toBeGreaterThan(0.99);
  }, 30_000);

  test('is planned where it is a goal', async () => {
    const { session, goals, body, press } = await alone();
    const timer = setInterval(press, 20);
    session.send('goal', { own: true, text: 'take the orb' });
    await until('the end', () => goals.at(-1)?.state === 'done');
    clearInterval(timer);
    const { x, z } = body() ?? { x: 0, z: 0 };
    expect(Math.hypot(x - 5.5, z - 12.5)).toBeLessThan(1);
  }, 90_000);

  test('ends with the first key, and not without one', async () => {
    const { session, goals, press } = await alone();
    session.send('goal', { own: true, text: 'wait 60 seconds' });
    await until('a step', () => goals.length === 1);
    for (let time = 0; time < 5; time++) press();
    session.send('goal', { own: true, text: 'walk to the orb' });
    await until('the next', () => goals.length === 3);
    press({ strafe: 1 });
    await until('the end', () => goals.length === 4);
    expect(goals.map(({ state, text }) => `${state} ${text}`)).toEqual([
      'step wait 60 seconds',
      'stopped wait 60 seconds',
      'step walk to the orb',
      'stopped walk to the orb',
    ]);
  });

  test('that is understood by nobody says what a goal could be', async () => {
    const { session, goals } = await alone();
    session.send('goal', { own: true, text: 'juggle the orb' });
    await until('a refusal', () => goals.length === 1);
    expect(goals[0]).toMatchObject({ state: 'refused', fault: { code: 'goal-unknown-words' } });
  });
});
