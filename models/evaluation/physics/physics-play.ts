import type { WorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import type { MergedAction } from '../../../server/world/joint-action.ts';
import { moveBodies, turnPlayers } from '../../../server/world/physics/motion.ts';
import { initialState, spawnBody } from '../../../server/world/spawn.ts';
import type { Statistics } from '../../../server/world/statistics.ts';
import {
  movingBodies,
  obstaclesFor,
  type Player,
  type WorldState,
} from '../../../server/world/world-state.ts';
import { neutralAction } from '../../../shared/action.ts';
import { wrapAngle } from '../../../shared/geometry/camera.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import { type BodyState, bodyRadius } from '../../../shared/motion-features.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { stepBody } from '../../reference/physics.ts';
import { Random } from '../../reference/random.ts';
import type { ReferenceWorld } from '../../reference/world.ts';
import { clearPlace } from '../rollout/clear-place.ts';
import type { MotionSource } from '../rollout/motion-source.ts';
import type { BodyStep } from '../rollout/rollout.ts';
import { Walker } from '../rollout/walker.ts';

export interface PhysicsPlayOptions {
  world: { seed: number; reference: ReferenceWorld; worldSeed: Pick<WorldSeed, 'entities' | 'controls'> };
  /** The engine's solid grid: the reference's own, or the remembered one. */
  grid: SolidGrid;
  source: MotionSource;
  /** The pack's manifest, with the physics of the play. */
  manifest: Manifest;
  ticks: number;
  statistics: Statistics;
}

export interface PhysicsTick {
  steps: BodyStep[];
  /** Metres between each body and where the reference alone has moved it since the start. */
  apart: number[];
}

/** Players that walk about, and players that chase balls. */
const walkers = 2;
const chasers = 2;
/** Balls in addition to the world's own; their greatest height (m) and velocities (m/s). */
const thrown = 3;
const throwHeight = 1.2;
const throwPace = 4;
const throwRise = 3;
/** Metres of free space around a thrown ball at the start. */
const ballRoom = bodyRadius('ball') + 0.1;
/** Share of ticks in which a player presses jump. */
const jumping = 0.08;

/**
 * Plays bodies without pictures, moved by the engine's own code. In parallel, the reference plays the same
 * actions from the same start. Deterministic for a world's seed.
 */
export async function* playPhysics(options: PhysicsPlayOptions): AsyncGenerator<PhysicsTick> {
  const { world, grid, manifest, ticks, statistics } = options;
  const { physics } = manifest.motion;
  const random = new Random(world.seed + 4);
  const state = peopled(world, random);
  const twin = structuredClone(state);
  const model = options.source(state, grid, physics);
  const drivers = [...state.players.values()].map((player, i) => ({
    player,
    walker: i < walkers ? new Walker(world.reference, random) : undefined,
  }));
  for (let tick = 0; tick < ticks; tick++) {
    const balls = movingBodies(state).filter(({ kind }) => kind === 'ball');
    const actions = new Map<string, MergedAction>();
    for (const { player, walker } of drivers) {
      const intended = walker?.act(player.body, player.pitch, undefined) ?? chase(player, balls);
      const action = { ...intended, jump: random.next() < jumping };
      actions.set(player.id, { action, sequence: tick + 1 });
    }
    turnPlayers(state, actions, manifest);
    const before = movingBodies(state).map((body) => ({
      body,
      copy: { ...body },
      obstacles: obstaclesFor(state, body),
    }));
    await moveBodies(state, [...state.players.values()], actions, grid, model, manifest, statistics);
    const actionOf = new Map(
      [...state.players.values()].map(({ id, body }) => [body, actions.get(id)?.action]),
    );
    const steps = before.map(({ body, copy, obstacles }) => ({
      before: copy,
      after: { ...body },
      action: actionOf.get(body),
      obstacles,
    }));
    turnPlayers(twin, actions, manifest);
    moveAsReference(twin, actions, world.reference, manifest);
    const twins = movingBodies(twin);
    const apart = steps.map(({ after }, i) =>
      Math.hypot(after.x - twins[i].x, after.y - twins[i].y, after.z - twins[i].z),
    );
    yield { steps, apart };
  }
}

/** A world at its start with players at its spawns and balls in the air. */
function peopled(world: PhysicsPlayOptions['world'], random: Random): WorldState {
  const { reference, worldSeed } = world;
  const state = initialState(worldSeed);
  for (let i = 0; i < walkers + chasers; i++) {
    const id = `player-${i}`;
    const body = spawnBody(state, reference.spawns.slice(), i, reference);
    state.players.set(id, {
      id,
      name: id,
      colour: i,
      body,
      pitch: 0,
      score: 0,
      connected: true,
      acknowledged: 0,
    });
  }
  for (let i = 0; i < thrown; i++) {
    const obstacles = obstaclesFor(state, undefined);
    const place = clearPlace(reference, reference.size, obstacles, ballRoom, random);
    const body: BodyState = {
      kind: 'ball',
      ...place,
      y: random.range(0, throwHeight),
      heading: random.range(-Math.PI, Math.PI),
      vx: random.range(-throwPace, throwPace),
      vy: random.range(-throwRise, throwRise),
      vz: random.range(-throwPace, throwPace),
    };
    state.entities.set(`thrown-${i}`, { kind: 'ball', body });
  }
  return state;
}

/** Runs straight to the nearest ball, whatever is in between. */
function chase(player: Player, balls: readonly BodyState[]) {
  const { body } = player;
  const away = (ball: BodyState) => Math.hypot(ball.x - body.x, ball.z - body.z);
  const nearest = balls.reduce((best, ball) => (away(ball) < away(best) ? ball : best));
  const turn = wrapAngle(Math.atan2(nearest.x - body.x, nearest.z - body.z) - body.heading);
  return { ...neutralAction, turn: Math.max(-1, Math.min(1, turn)), move: 1 };
}

/** Moves all bodies at once, each among the others' former positions, as the reference does. */
function moveAsReference(
  state: WorldState,
  actions: ReadonlyMap<string, MergedAction>,
  grid: SolidGrid,
  { view, motion }: Manifest,
): void {
  const intents = new Map([...state.players.values()].map(({ id, body }) => [body, actions.get(id)?.action]));
  const bodies = movingBodies(state);
  const changes = bodies.map((body) => {
    const intent = intents.get(body) ?? neutralAction;
    return stepBody(grid, obstaclesFor(state, body), body, intent, motion.physics, 1 / view.rate);
  });
  for (const [i, body] of bodies.entries()) applyChange(body, changes[i]);
}

export function applyChange(body: BodyState, change: ReturnType<typeof stepBody>): void {
  body.x += change.dx;
  body.y += change.dy;
  body.z += change.dz;
  body.vx = change.vx;
  body.vy = change.vy;
  body.vz = change.vz;
}
