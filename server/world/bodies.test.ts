import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Action, neutralAction } from '../../shared/action.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import { deepestOverlap, touching } from '../../shared/geometry/solids.ts';
import { type BodyState, bodyRadius, motionOutputs } from '../../shared/motion-features.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import type { Depenetration } from './physics/depenetration.ts';
import { isEnclosed } from './physics/enclosure.ts';
import { kickBound } from './physics/motion-limits.ts';
import { pushGap, pushRounds, pushSpeed } from './physics/pushes.ts';
import { chance } from './random.ts';
import { gridOf, TestMemory, TestModel, testManifest, testSeed } from './world.fixture.ts';
import { World } from './world.ts';
import { movingBodies, obstaclesFor } from './world-state.ts';

const { rate } = testManifest.view;
const { speedLimit } = testManifest.motion;
/** Tolerance for rounding, metres. */
const rounding = 1e-6;

/** Outputs anything: huge, tiny, infinite values and NaN, determined by a seed. */
class WildModel extends TestModel {
  readonly #seed: number;

  constructor(seed: number) {
    super();
    this.#seed = seed;
  }

  override async move(features: Float32Array, bodies: number): Promise<Float32Array> {
    this.moves++;
    const sane = await super.move(features, bodies);
    return sane.map((value, i) => {
      const lot = chance(this.#seed, this.moves, i);
      const wild = 4 * chance(this.#seed, this.moves, i, 1) - 2;
      if (lot < 0.5) return value;
      if (lot < 0.98) return i % motionOutputs < 3 ? wild / 4 : wild;
      return lot < 0.99 ? Number.NaN : 1e9 * wild;
    });
  }
}

const axis = fc.constantFrom(-1, -0.4, 0, 0.6, 1, 1, 1);
const button = fc.boolean();
const action = fc.record({
  move: axis,
  strafe: axis,
  turn: axis,
  look: fc.constant(0),
  jump: button,
  use: button,
  place: button,
  remove: button,
});
/** Inputs of each player, half a second each. */
const script = fc.array(fc.array(action, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 8 });

/** Eight by eight metres with a wall around, and no walls beyond. */
const mazeOf = (...kinds: string[]) =>
  fc.array(fc.constantFrom(...kinds), { minLength: 36, maxLength: 36 }).map((cells) => {
    const rows = Array.from({ length: 6 }, (_, z) => `#${cells.slice(z * 6, z * 6 + 6).join('')}#`);
    return gridOf('########', ...rows, '########');
  });
const maze = mazeOf('.', '.', '.', '.', '#');
const dense = mazeOf('.', '#');
const solidBlock = gridOf(...Array.from({ length: 8 }, () => '#'.repeat(8)));

const entity = fc
  .record({
    kind: fc.constantFrom('door', 'block', 'ball', 'ball'),
    x: fc.double({ min: 1.5, max: 6.5, noNaN: true }),
    z: fc.double({ min: 1.5, max: 6.5, noNaN: true }),
    yaw: fc.double({ min: -3, max: 3, noNaN: true }),
    state: fc.constantFrom(0, 0.4, 1),
  })
  .map(({ state, ...at }): WorldSeed['entities'][number] => ({
    ...at,
    y: 0.4,
    colour: 0,
    state: at.kind === 'door' ? state : 0,
  }));
const entities = fc.array(entity, { maxLength: 6 });
const start = fc.record({
  x: fc.double({ min: 1.4, max: 6.6, noNaN: true }),
  z: fc.double({ min: 1.4, max: 6.6, noNaN: true }),
  heading: fc.double({ min: -3, max: 3, noNaN: true }),
});
const starts = fc.array(start, { minLength: 8, maxLength: 8 });

interface Play {
  script: Action[][];
  entities: WorldSeed['entities'];
  starts: { x: number; z: number; heading: number }[];
  modelSeed: number;
  /** The walls at a tick. */
  walls(tick: number): SolidGrid;
  ticks: number;
}

/** Runs the ticks. After each, calls `check` with every body's state before it. */
async function play(
  given: Play,
  check: (world: World, before: Map<BodyState, BodyState>, freed: Depenetration[]) => void,
) {
  let tick = 0;
  const live: SolidGrid = { cellSize: 1, solidAt: (x, z) => given.walls(tick).solidAt(x, z) };
  const freed: Depenetration[] = [];
  const world = new World({
    pack: { manifest: testManifest },
    seed: { ...testSeed(given.entities), spawns: [{ x: 30, z: 30, yaw: 0 }] },
    generator: new WildModel(given.modelSeed),
    memory: new TestMemory(live),
    roomSeed: given.modelSeed,
    freed: (found) => freed.push(found),
  });
  for (const [i] of given.script.entries()) Object.assign(world.join(`p${i}`, 'P').body, given.starts[i]);
  while (tick < given.ticks) {
    tick++;
    for (const [i, actions] of given.script.entries()) {
      const now = actions[Math.floor((2 * tick) / rate) % actions.length];
      world.setInput(`p${i}`, { sequence: tick, action: now });
    }
    const before = new Map(movingBodies(world.state).map((body) => [body, { ...body }]));
    freed.length = 0;
    await world.advance();
    check(world, before, freed);
  }
  return { world, around: (body: BodyState) => ({ grid: live, obstacles: obstaclesFor(world.state, body) }) };
}

/** Deepest overlap of a body with anything, metres. 0 without overlap. */
function depthOf(
  world: World,
  grid: SolidGrid,
  body: BodyState,
  at: { x: number; z: number } = body,
): number {
  const radius = bodyRadius(body.kind);
  const around = { grid, obstacles: obstaclesFor(world.state, body) };
  const overlap = deepestOverlap(around, at.x, at.z, radius, 0);
  return overlap === undefined ? 0 : radius - overlap.gap.distance;
}

const plays = fc.record({ script, entities, starts, modelSeed: fc.nat(1e6), grid: maze });

describe('bodies among bodies, under any network output and any input', { timeout: 5 * 60_000 }, () => {
  test('never get deeper into anything, and are clear of everything within a second', async () => {
    await fc.assert(
      fc.asyncProperty(plays, async ({ grid, ...given }) => {
        let clear = false;
        let ticks = 0;
        await play({ ...given, walls: () => grid, ticks: 2 * rate }, (world) => {
          const deepest = Math.max(...movingBodies(world.state).map((body) => depthOf(world, grid, body)));
          ticks++;
          // Bodies may start inside each other. Once all are clear they stay clear.
          if (clear || ticks >= rate) expect(deepest).toBeLessThanOrEqual(touching + rounding);
          clear ||= deepest <= touching;
        });
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  test('leave walls that appear around or on them within a second', async () => {
    const change = fc.constantFrom('maze', 'solid', 'both');
    await fc.assert(
      fc.asyncProperty(plays, change, dense, async ({ grid, ...given }, what, later) => {
        const at = rate / 2;
        const after = what === 'solid' ? solidBlock : later;
        const walls = (tick: number) => {
          if (tick < at) return grid;
          return what === 'both' && tick < at + 3 ? solidBlock : after;
        };
        const { world, around } = await play({ ...given, walls, ticks: at + rate + 3 }, () => {});
        for (const body of movingBodies(world.state)) {
          expect(depthOf(world, after, body)).toBeLessThanOrEqual(touching + rounding);
          if (body.kind === 'player') expect(isEnclosed(around(body), body.x, body.z)).toBe(false);
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  test('obey the speed limit, pushed or not; a ball never exceeds the largest of its old speed, 1.25 times its pusher’s, and a push along a row', async () => {
    await fc.assert(
      fc.asyncProperty(plays, async ({ grid, ...given }) => {
        await play({ ...given, walls: () => grid, ticks: 2 * rate }, (world, before, freed) => {
          const players = [...world.state.players.values()].map(({ body }) => body);
          for (const [body, was] of before) {
            const owner = [...world.state.players.values()].find((player) => player.body === body)?.id;
            const way = Math.hypot(body.x - was.x, body.z - was.z);
            const stuck =
              freed.some(({ player }) => player === owner) || depthOf(world, grid, body, was) > touching;
            if (!stuck) expect(way).toBeLessThanOrEqual(speedLimit / rate + rounding);
            // A player who was relocated may have kicked the ball before.
            if (body.kind !== 'ball' || freed.length > 0) continue;
            const isNear = ({ x, z }: BodyState, reach: number) =>
              Math.hypot(x - was.x, z - was.z) < reach + (2 * speedLimit) / rate;
            const near = players.filter((player) => isNear(player, 0.7));
            const pusher = Math.max(...near.map(({ vx, vz }) => Math.max(pushSpeed, Math.hypot(vx, vz))));
            // A push continues through bodies in a row. So a player can push this ball with another one.
            const contact = 2 * bodyRadius('ball') + pushGap;
            const isInRow =
              players.some((player) => isNear(player, pushRounds * contact)) &&
              [...before.keys()].some((other) => other !== body && isNear(other, contact));
            const most = Math.max(
              Math.hypot(was.vx, was.vz),
              near.length === 0 ? 0 : kickBound * pusher,
              isInRow ? pushSpeed : 0,
            );
            expect(Math.hypot(body.vx, body.vz)).toBeLessThanOrEqual(Math.min(speedLimit, most) + rounding);
          }
        });
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  test('stay in place when nothing drives them and nothing touches them', async () => {
    const idle = fc.record({ entities, starts, modelSeed: fc.nat(1e6), grid: maze });
    await fc.assert(
      fc.asyncProperty(idle, async ({ grid, ...given }) => {
        const still = given.starts.map(() => [neutralAction]);
        let settled = false;
        let last = '';
        await play({ ...given, script: still, walls: () => grid, ticks: 2 * rate }, (world) => {
          const bodies = movingBodies(world.state).filter(({ kind }) => kind === 'player');
          const now = JSON.stringify(bodies.map(({ x, z }) => [x, z]));
          if (settled) expect(now).toBe(last);
          last = now;
          settled ||= world.state.tick > rate;
        });
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });
});
