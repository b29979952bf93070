import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type CreateRoom, createRoomSchema } from '../../../shared/messages.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import { RoomMemory } from '../../memory/room-memory.ts';
import { testManifest } from '../../world/world.fixture.ts';
import { until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';
import { joinAgent } from './agent-client.fixture.ts';

const { server, join } = serveRooms(
  { lockStep: 'on', maximumRooms: 100, addressRateScale: 0, roomsPerAddress: 0 },
  { createMemory: () => new RoomMemory(testManifest) },
);
const makeRoom = (request: CreateRoom = {}) =>
  server().app.lobby.create(createRoomSchema.parse({ pace: 'lock-step', ...request }));
/** An agent in a new room of its own. */
async function alone(request: CreateRoom = {}, options: object = {}) {
  const room = await makeRoom(request);
  return { room, agent: await joinAgent(server().url, room, options) };
}

describe('a room in lock-step', () => {
  test('waits: no time passes but by the steps of its agent', async () => {
    const { agent } = await alone();
    const first = await agent.step('observe');
    expect(first).toMatchObject({ tick: 0, acknowledged: 0 });
    await sleep(300);
    expect((await agent.step('observe')).tick).toBe(0);
    const next = await agent.step('act', { action: { move: 1 } });
    expect(next).toMatchObject({ tick: 1, acknowledged: 1, latency: 50 });
    expect((await agent.step('act', { action: { move: 1 }, ticks: 20 })).tick).toBe(21);
    // 3 m/s for 21 ticks of 50 ms.
    expect(agent.observations.at(-1)?.pose.z).toBeCloseTo(first.pose.z + 3.15, 3);
    agent.socket.close();
  });

  test('waits for every agent, and shows each the same tick', async () => {
    const room = await makeRoom();
    const one = await joinAgent(server().url, room);
    const two = await joinAgent(server().url, room);
    one.send('act', { action: { move: 1 } });
    await sleep(200);
    expect(one.observations).toEqual([]);
    two.send('act', { ticks: 3 });
    await until('the first', () => one.observations.length === 1);
    expect(one.observations[0].tick).toBe(1);
    expect(two.observations).toEqual([]);
    one.send('act', { action: { move: 1 }, ticks: 2 });
    await until('both', () => one.observations.length === 2 && two.observations.length === 1);
    expect([one.observations[1].tick, two.observations[0].tick]).toEqual([3, 3]);
    // Who leaves is waited for no longer.
    one.send('act');
    two.socket.close();
    await until('the step', () => one.observations.length === 3);
    one.socket.close();
  });

  test('refuses an action while the last one is under way', async () => {
    const room = await makeRoom();
    const one = await joinAgent(server().url, room);
    const two = await joinAgent(server().url, room);
    one.send('act');
    one.send('act');
    await until('the refusal', () => one.notices.length > 0);
    expect(one.notices).toEqual(['act step-under-way']);
    await two.step('act');
    for (const agent of [one, two]) agent.socket.close();
  });

  test('the same room seed and actions give the same observations and pictures', async () => {
    const play = async () => {
      const { agent } = await alone({ roomSeed: 5 }, { planes: ['rgb', 'depth', 'entity', 'confidence'] });
      const seen = [await agent.step('observe')];
      for (let step = 0; step < 20; step++) {
        const action = { move: Math.cos(step), turn: Math.sin(step), jump: step % 5 === 0 };
        seen.push(await agent.step('act', { action, ticks: 1 + (step % 3) }));
      }
      agent.socket.close();
      return seen;
    };
    const [first, second] = [await play(), await play()];
    expect(first.at(-1)?.planes).toHaveLength(4);
    expect(second).toEqual(first);
  });

  test('goes back to a moment that it kept, as often as is asked', async () => {
    const { agent } = await alone();
    await agent.step('act', { action: { move: 1 }, ticks: 5 });
    agent.send('keep', { name: 'start' });
    await until('kept', () => agent.last('moment')?.name === 'start');
    const walk = async () => {
      const seen = [await agent.step('observe')];
      for (let step = 0; step < 4; step++)
        seen.push(await agent.step('act', { action: { strafe: 1, turn: 0.5 } }));
      return seen.map(({ tick, pose, velocity, events, reward }) => ({
        tick,
        pose,
        velocity,
        events,
        reward,
      }));
    };
    const first = await walk();
    for (let time = 0; time < 2; time++) {
      agent.send('return', { name: 'start' });
      expect(await walk()).toEqual(first);
    }
    agent.send('return', { name: 'nothing' });
    await until('the refusal', () => agent.notices.includes('return moment-unknown'));
    agent.socket.close();
  });

  test('ends with its last agent', async () => {
    const { room, agent } = await alone();
    const ann = await join(room.id, { role: 'spectator' });
    agent.socket.close();
    await until('the agent is gone', () => ann.session.state.players.size === 0);
    await ann.session.leave();
    await until('the room is gone', async () => (await server().app.lobby.find(room.id)) === undefined);
    const other = await alone();
    other.agent.socket.close();
    await until('its room, too', async () => (await server().app.lobby.find(other.room.id)) === undefined);
  });

  test('people who are there see what the agent does', async () => {
    const { room, agent } = await alone();
    const ann = await join(room.id, { role: 'spectator' });
    await agent.step('act', { action: { move: 1 }, ticks: 10 });
    await until('the state', () => ann.session.state.tick === 10);
    agent.socket.close();
  });
});

test('in real time there are no moments', async () => {
  const room = await makeRoom({ pace: 'real-time' });
  const agent = await joinAgent(server().url, room);
  agent.send('keep', { name: 'a' });
  agent.send('return', { name: 'a' });
  await until('the refusals', () => agent.notices.length === 2);
  expect(agent.notices).toEqual(['keep lock-step-only', 'return lock-step-only']);
  expect(agent.closed?.code).not.toBe(closeCodes.tooFrequent);
  agent.socket.close();
});
