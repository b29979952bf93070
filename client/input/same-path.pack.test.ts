import pino from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Generator } from '../../server/generation/generator.ts';
import { RoomMemory } from '../../server/memory/room-memory.ts';
import { defaultPackFolder, loadPack } from '../../server/pack/pack.ts';
import { joinAgent, type Seen, type TestAgent } from '../../server/rooms/agents/agent-client.fixture.ts';
import { startTestApp, until } from '../../server/rooms/room.fixture.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { isClear } from '../../shared/geometry/solids.ts';
import { createRoomSchema } from '../../shared/messages.ts';
import type { Manifest } from '../../shared/pack.ts';
import { ActionSampler } from './action-sampler.ts';
import { bindingsOf } from './bindings.ts';
import { ControlStates } from './control-states.ts';
import { PadStates } from './pads/pad-states.ts';

/** The robot: its commands a second, and milliseconds until it moves by one. */
const robot = { rate: 10, latency: 120 } as const;
/** Metres between two paths that count as the same. */
const same = 0.5;
const degrees = Math.PI / 180;

/** A part of a route: a turn to the right, degrees, then so many metres straight on. */
type Leg = readonly [turn: number, metres: number];
const legs: readonly Leg[] = [-90, -45, 0, 45, 90, 135, 180].flatMap((turn) =>
  [3, 2].map((metres): Leg => [turn, metres]),
);

let app: Awaited<ReturnType<typeof startTestApp>>;
let generator: Generator;
let manifest: Manifest;
let memory: RoomMemory;

beforeAll(async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {});
  const pack = await loadPack(defaultPackFolder);
  manifest = pack.manifest;
  const logger = pino({ level: 'silent' });
  generator = await Generator.create(pack, { provider: 'cpu', workers: 1, logger });
  app = await startTestApp(
    { lockStep: 'on' },
    {
      pack,
      model: generator,
      createMemory: () => {
        memory = new RoomMemory(manifest);
        return memory;
      },
    },
  );
});
afterAll(async () => {
  await app?.app.close();
  await generator?.close();
});

it('a robot, a gamepad and words move the same body along the same path', async () => {
  const room = await app.app.lobby.create(createRoomSchema.parse({ pace: 'lock-step', roomSeed: 1 }));
  const agent = await joinAgent(app.url, room, {
    adapters: { velocity: robot, words: { rate: 10, latency: 40 } },
  });
  const start = await agent.step('observe');
  const route = freeRoute(start);
  agent.send('keep', { name: 'start' });
  await until('kept', () => agent.last('moment')?.name === 'start');
  const paths: Record<string, Seen[]> = {};
  for (const [name, move] of Object.entries({ words: byWords, robot: byRobot, gamepad: byGamepad })) {
    agent.send('return', { name: 'start' });
    paths[name] = [await agent.step('observe'), ...(await move(agent, route))];
    expect(paths[name][0].pose, `${name} begins`).toEqual(start.pose);
  }
  agent.socket.close();
  const end = placesOf(start.pose, route)[route.length - 1];
  for (const [name, path] of Object.entries(paths)) {
    expect(distance(path[path.length - 1].pose, end), `${name} arrives`).toBeLessThan(same);
    for (const [other, beside] of Object.entries(paths)) {
      expect(farthest(path, beside), `${name} and ${other}`).toBeLessThan(same);
    }
  }
  const measured = paths.robot.flatMap(({ command }) => command?.measured ?? []);
  expect(measured.length).toBeGreaterThan(20);
  for (const latency of measured) expect(Math.abs(latency - robot.latency)).toBeLessThan(10);
});

/** Two legs over ground that is known to be free, with room at both sides. */
function freeRoute({ pose }: Seen): Leg[] {
  for (const first of legs) {
    for (const second of legs) {
      // There and back again would hide what goes wrong in a turn.
      if (second[0] === 0 || second[0] === 180) continue;
      const route = [first, second];
      let from: GroundPoint = pose;
      const isFree = placesOf(pose, route).every((to) => {
        const way = Array.from({ length: 21 }, (_, i) => between(from, to, i / 20));
        from = to;
        return way.every(({ x, z }) => isClear({ grid: memory.heights, obstacles: [] }, x, z, 0.6));
      });
      if (isFree) return route;
    }
  }
  throw new Error('There is no free ground around the start.');
}

function placesOf({ x, z, yaw }: Seen['pose'], route: readonly Leg[]): GroundPoint[] {
  let [at, heading] = [{ x, z }, yaw];
  return route.map(([turn, metres]) => {
    heading += turn * degrees;
    at = { x: at.x + metres * Math.sin(heading), z: at.z + metres * Math.cos(heading) };
    return at;
  });
}

async function byWords(agent: TestAgent, route: readonly Leg[]): Promise<Seen[]> {
  const text = route
    .map(
      ([turn, metres]) =>
        `turn ${turn < 0 ? 'left' : 'right'} ${Math.abs(turn)} degrees, walk ${metres} metres`,
    )
    .join(', then ');
  const seen = [await agent.step('command', { command: { adapter: 'words', text } })];
  while (seen[seen.length - 1].command?.state === 'under-way' && seen.length < 400)
    seen.push(await agent.step('command'));
  expect(seen[seen.length - 1].command?.state).toBe('done');
  return seen;
}

/** A differential drive that turns to the next place, and drives there. It is told where it is, 120 ms before it moves. */
async function byRobot(agent: TestAgent, route: readonly Leg[]): Promise<Seen[]> {
  let next = 0;
  return follow(agent, route, (seen, { ahead, off }) => {
    const time = 1000 * seen.time;
    if (time < next) return ['command', {}];
    next = Math.max(next, time) + 1000 / robot.rate;
    const v = Math.abs(off) < 0.3 ? Math.min(1.5, ahead) : 0;
    // Robots turn left by positive rates.
    const omega = -Math.max(-2, Math.min(2, 2 * off));
    return ['command', { command: { adapter: 'velocity', v, omega } }];
  });
}

/** A person whose thumbs push the sticks of a gamepad, which the page's own code reads. */
async function byGamepad(agent: TestAgent, route: readonly Leg[]): Promise<Seen[]> {
  const { actions, view } = manifest;
  const states = new ControlStates({ bindings: bindingsOf(actions), device: 'gamepad' });
  const pads = new PadStates(states, { connected: () => {}, disconnected: () => {} });
  const sampler = new ActionSampler({ states, ...actions, rate: view.rate, pointerSensitivity: 0 });
  const buttons = Array.from({ length: 17 }, () => ({ pressed: false, value: 0 }));
  return follow(agent, route, (seen, { ahead, off }) => {
    const turn = Math.sign(off) * (Math.abs(off) < 0.05 ? 0 : Math.min(0.8, 0.25 + Math.abs(off)));
    const move = Math.abs(off) < 0.3 ? Math.min(0.9, 0.3 + ahead) : 0;
    pads.read([{ index: 0, mapping: 'standard', axes: [0, -move, turn, 0], buttons }], true, seen.time);
    return ['act', { action: sampler.sample().action }];
  });
}

/** Goes from place to place by what is decided every tick from the way ahead, metres, and the turn that is left, radians. */
async function follow(
  agent: TestAgent,
  route: readonly Leg[],
  decide: (seen: Seen, to: { ahead: number; off: number }) => ['act' | 'command', object],
): Promise<Seen[]> {
  const seen = [await agent.step('observe')];
  for (const place of placesOf(seen[0].pose, route)) {
    for (let ticks = 0; ticks < 200; ticks++) {
      const last = seen[seen.length - 1];
      const ahead = distance(last.pose, place);
      if (ahead < 0.2) break;
      const bearing = Math.atan2(place.x - last.pose.x, place.z - last.pose.z);
      seen.push(await agent.step(...decide(last, { ahead, off: wrapAngle(bearing - last.pose.yaw) })));
    }
  }
  return seen;
}

/** The greatest distance from a place of one path to the other path, metres. */
function farthest(path: readonly Seen[], other: readonly Seen[]): number {
  const nearest = ({ pose }: Seen) => Math.min(...other.map((seen) => distance(pose, seen.pose)));
  return Math.max(...path.map(nearest));
}

function distance(a: GroundPoint, b: GroundPoint): number {
  return Math.hypot(a.x - b.x, a.z - b.z);
}

function between(a: GroundPoint, b: GroundPoint, share: number): GroundPoint {
  return { x: a.x + share * (b.x - a.x), z: a.z + share * (b.z - a.z) };
}
