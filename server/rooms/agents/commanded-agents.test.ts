import { describe, expect, test } from 'vitest';
import { type CreateRoom, createRoomSchema } from '../../../shared/messages.ts';
import { RoomMemory } from '../../memory/room-memory.ts';
import { testManifest, testSeed } from '../../world/world.fixture.ts';
import { until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';
import { joinAgent, type Seen, type TestAgent } from './agent-client.fixture.ts';

const orb = { kind: 'orb', x: 10, y: 0.8, z: 13, yaw: 0, colour: 0, state: 0 } as const;
const ball = { kind: 'ball', x: 12, y: 0.3, z: 10, yaw: 0, colour: 0, state: 0 } as const;
const { server } = serveRooms(
  { lockStep: 'on', maximumRooms: 100, addressRateScale: 0, roomsPerAddress: 0 },
  {
    createMemory: () => new RoomMemory(testManifest),
    pack: {
      folder: 'models/arena',
      manifest: testManifest,
      seed: async () => testSeed([orb, ball]),
    },
  },
);
/** Alone in a new room at (10, 10), looking along z; a tick lasts 50 ms. */
async function alone(adapters: object = {}, request: CreateRoom = { pace: 'lock-step' }): Promise<TestAgent> {
  const room = await server().app.lobby.create(createRoomSchema.parse(request));
  return joinAgent(server().url, room, { adapters });
}

/** Goes on with a command until it is no longer under way; returns all that was observed. */
async function carriedOut(agent: TestAgent, command: object, most = 400): Promise<Seen[]> {
  const seen = [await agent.step('command', { command })];
  while (seen.at(-1)?.command?.state === 'under-way' && seen.length < most) {
    seen.push(await agent.step('command'));
  }
  return seen;
}
const last = (seen: readonly Seen[]) => seen[seen.length - 1];

describe('a velocity command', () => {
  test('moves the body as late as the robot is, which the observation says within 10 ms', async () => {
    const agent = await alone({ velocity: { rate: 10, latency: 120 } });
    const start = await agent.step('observe');
    expect(agent.last('joined')?.adapters.velocity).toEqual({ rate: 10, latency: 120 });
    const seen = await agent.step('command', {
      command: { adapter: 'velocity', v: 1.5, omega: 0 },
      ticks: 8,
    });
    // The test bed's bodies have no inertia: what they have not walked they have waited.
    const waited = 400 - (1000 * (seen.pose.z - start.pose.z)) / 1.5;
    expect(waited).toBeCloseTo(120, 3);
    expect(seen.command).toMatchObject({ adapter: 'velocity', rate: 10, latency: 120, state: 'under-way' });
    expect(Math.abs((seen.command?.measured ?? 0) - waited)).toBeLessThan(10);
    agent.socket.close();
  });

  test('turns left by a positive rate, and ends by itself when none follows', async () => {
    const agent = await alone();
    const turning = await agent.step('command', {
      command: { adapter: 'velocity', v: 0, omega: 1 },
      ticks: 10,
    });
    expect(turning.pose.yaw).toBeCloseTo(-0.5, 3);
    const after = await agent.step('command', { ticks: 20 });
    expect(after.pose.yaw).toBeCloseTo(-0.5, 3);
    expect(after.command?.state).toBe('idle');
    agent.socket.close();
  });

  test('beyond the rate waits for its turn, which a newer one takes over', async () => {
    const agent = await alone({ velocity: { rate: 4 } });
    const start = await agent.step('observe');
    const drive = (v: number) => agent.step('command', { command: { adapter: 'velocity', v, omega: 0 } });
    await drive(1);
    await drive(-1);
    const seen = await drive(3);
    // At 4 Hz, with half a period of grace, the second one is taken after 125 ms, and then is the third.
    expect(seen.pose.z - start.pose.z).toBeCloseTo(0.125 + 3 * 0.025, 3);
    expect(seen.command?.measured).toBeCloseTo(25, 3);
    agent.socket.close();
  });

  test('gives way to axes and buttons', async () => {
    const agent = await alone({ velocity: { latency: 200 } });
    await agent.step('command', { command: { adapter: 'velocity', v: 3, omega: 0 } });
    const { pose } = await agent.step('observe');
    const seen = await agent.step('act', { ticks: 10 });
    expect(seen.pose).toEqual(pose);
    expect(seen.command).toBeUndefined();
    agent.socket.close();
  });
});

describe('a position', () => {
  test('is walked to with its heading, late bodies do not sway', async () => {
    for (const latency of [0, 120, 300]) {
      const agent = await alone({ position: { rate: 10, latency } });
      const seen = await carriedOut(agent, { adapter: 'position', x: 13, z: 14, heading: 1 });
      const { pose, command } = last(seen);
      expect(command?.state).toBe('done');
      expect(Math.hypot(pose.x - 13, pose.z - 14)).toBeLessThan(0.15);
      expect(Math.abs(pose.yaw - 1)).toBeLessThan(0.05);
      // 5 m at 3 m/s, beside the turns.
      expect(seen.length).toBeLessThan(70 + latency / 20);
      agent.socket.close();
    }
  });
});

describe('words', () => {
  test('are carried out one after the other', async () => {
    const agent = await alone({ words: { rate: 10, latency: 50 } });
    const start = await agent.step('observe');
    const seen = await carriedOut(agent, { adapter: 'words', text: 'Turn right, walk 2 metres, turn left' });
    expect(last(seen).pose.x - start.pose.x).toBeCloseTo(2, 0);
    expect(Math.abs(last(seen).pose.z - start.pose.z)).toBeLessThan(0.2);
    expect(Math.abs(last(seen).pose.yaw)).toBeLessThan(0.05);
    expect(seen[0].command?.step).toBe('turn right');
    expect(last(seen).command).toMatchObject({ state: 'done', step: 'turn left' });
    agent.socket.close();
  });

  test('fetch an orb that is seen, and say so of a door that is not', async () => {
    const agent = await alone();
    const seen = await carriedOut(agent, { adapter: 'words', text: 'walk to the orb' });
    expect(last(seen)).toMatchObject({ score: 1, command: { state: 'done' } });
    const door = await carriedOut(agent, { adapter: 'words', text: 'jump, then walk to the door' });
    expect(last(door).command).toMatchObject({ state: 'unseen', step: 'walk to the door' });
    agent.socket.close();
  });

  test('that are not known are answered with what is, and no time passes', async () => {
    const agent = await alone();
    agent.send('command', { command: { adapter: 'words', text: 'turn left, sing a song' } });
    await until('the refusal', () => agent.notices.length > 0);
    expect(agent.notices).toEqual(['command.text words-unknown']);
    expect(agent.last('notice')?.values).toMatchObject({ words: 'sing a song' });
    expect((await agent.step('observe')).tick).toBe(0);
    agent.socket.close();
  });
});

test('a push brings a ball to its place', async () => {
  const agent = await alone({ push: { rate: 20, latency: 40 } });
  const push = { adapter: 'push', thing: 'ball', target: { x: 12, z: 15 }, stiffness: 30, damping: 20 };
  const unseen = await agent.step('command', { command: push });
  expect(unseen.command?.state).toBe('unseen');
  await agent.step('act', { action: { turn: 1 }, ticks: 8 });
  const seen = await carriedOut(agent, push, 600);
  expect(last(seen).command?.state).toBe('done');
  // Behind the ball, as far from it as both are wide.
  const { pose } = last(seen);
  expect(Math.hypot(pose.x - 12, pose.z - 15)).toBeGreaterThan(0.3);
  expect(Math.hypot(pose.x - 12, pose.z - 15)).toBeLessThan(1.6);
  agent.socket.close();
});

test('malformed commands are refused by their fields', async () => {
  const agent = await alone();
  const wrong = [
    { command: { adapter: 'velocity', v: 1 } },
    { command: { adapter: 'velocity', v: Number.MAX_VALUE, omega: 0 } },
    { command: { adapter: 'push', thing: 'wall', target: { x: 0, z: 0 } } },
    { command: { adapter: 'legs' } },
    { ticks: 0 },
  ];
  for (const message of wrong) agent.send('command', message);
  await until('the refusals', () => agent.notices.length === wrong.length);
  expect(agent.notices.map((notice) => notice.split(' ')[0])).toEqual([
    'command.command.omega',
    'command.command.v',
    'command.command.thing',
    'command.command.adapter',
    'command.ticks',
  ]);
  agent.socket.close();
});

describe('in real time', () => {
  test('a robot’s latency is at least what it has, and counts from when the command was issued', async () => {
    const agent = await alone({ velocity: { rate: 10, latency: 120 } }, {});
    await until('the first observation', () => agent.observations.length > 0);
    const { pose } = last(agent.observations);
    const drive = (sequence: number, ago: number) => {
      const issued = performance.timeOrigin + performance.now() - ago;
      const command = { adapter: 'velocity', v: 2, omega: 0 };
      agent.send('command', { command, sequence, issued });
    };
    drive(5, 0);
    await until('it drives', () => last(agent.observations).pose.z > pose.z + 0.05);
    await until('acknowledged', () => last(agent.observations).acknowledged === 5);
    expect(last(agent.observations).command?.measured).toBeGreaterThanOrEqual(120);
    // Was 1 s on its way: it is obeyed at once, and that late.
    await until('its turn', () => last(agent.observations).command?.state === 'idle');
    drive(6, 1000);
    await until('acknowledged', () => last(agent.observations).acknowledged === 6);
    expect(last(agent.observations).command?.measured).toBeGreaterThanOrEqual(1000);
    agent.socket.close();
  });
});
