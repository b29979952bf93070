import { halfExtents, playerColours } from '../../shared/entity.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import { doorway } from '../../shared/geometry/door.ts';
import { meetsDisc } from '../../shared/geometry/footprint.ts';
import { isClear } from '../../shared/geometry/solids.ts';
import { type BodyState, bodyRadius } from '../../shared/motion-features.ts';
import type { KnownGrid } from '../contracts/known-grid.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import { nearestRoom } from './physics/enclosure.ts';
import {
  drawnEntity,
  movingBodies,
  obstaclesFor,
  type Player,
  type WorldEntity,
  type WorldState,
} from './world-state.ts';

/** Free ground that a spawning body needs around it, metres. */
const spawnClearance = 0.6;

/** The state of a world at tick 0, from its seed. */
export function initialState(seed: Pick<WorldSeed, 'entities' | 'controls' | 'asked'>): WorldState {
  const entities = new Map<string, WorldEntity>();
  for (const [index, { kind, x, y, z, yaw, colour, state }] of seed.entities.entries()) {
    const id = `${kind}-${index}`;
    switch (kind) {
      case 'door': {
        const closed = { ...doorway({ x, z, yaw, state }), y };
        entities.set(id, { kind, closed, yaw, state, opening: state > 0.5 });
        break;
      }
      case 'block':
        entities.set(id, { kind, x, y, z, yaw, colour });
        break;
      case 'orb':
        entities.set(id, { kind, x, y, z, returns: undefined });
        break;
      case 'ball': {
        const feet = Math.max(0, y - halfExtents.ball[1]);
        entities.set(id, { kind, body: { kind, x, y: feet, z, heading: yaw, vx: 0, vy: 0, vz: 0 } });
        break;
      }
    }
  }
  return {
    tick: 0,
    players: new Map(),
    entities,
    controls: new Map(Object.entries({ ...seed.controls, ...seed.asked })),
    guidance: 1,
    nextEntity: seed.entities.length,
  };
}

/**
 * The entities of a state in the form of a seed, the inverse of initialState. Collected orbs are returned.
 */
export function seedEntities(state: Pick<WorldState, 'entities'>): WorldSeed['entities'] {
  return [...state.entities.values()].flatMap((entity) => {
    const present = entity.kind === 'orb' ? { ...entity, returns: undefined } : entity;
    const drawn = drawnEntity(present);
    if (drawn === undefined || drawn.kind === 'player') return [];
    const { kind, x, y, z, yaw, state } = drawn;
    return [{ kind, x, y, z, yaw, state, colour: entity.kind === 'block' ? entity.colour : 0 }];
  });
}

/**
 * A body at one of the seed's spawns: the first free one counted from `turn`. If all are occupied, the one
 * farthest from every other body, or the nearest free room around it.
 */
export function spawnBody(
  state: WorldState,
  spawns: WorldSeed['spawns'],
  turn: number,
  grid: KnownGrid,
): BodyState {
  const obstacles = obstaclesFor(state, undefined);
  const inOrder = spawns.map((_, index) => spawns[(turn + index) % spawns.length]);
  const isFree = (spawn: { x: number; z: number }) =>
    !obstacles.some((obstacle) => meetsDisc(obstacle, spawn.x, spawn.z, spawnClearance));
  const spawn = inOrder.find(isFree) ?? farthest(state, inOrder);
  const radius = bodyRadius('player');
  const around = { grid, obstacles };
  const spot = isClear(around, spawn.x, spawn.z, radius)
    ? spawn
    : (nearestRoom(around, spawn.x, spawn.z, radius) ?? spawn);
  return { kind: 'player', x: spot.x, y: 0, z: spot.z, heading: spawn.yaw, vx: 0, vy: 0, vz: 0 };
}

/** Where a player stood and looked. Metres and radians. */
export type StandingPose = Pick<Pose, 'x' | 'z' | 'yaw' | 'pitch'>;

/** A body at an earlier position, or on the nearest free ground within 4 m. Undefined if there is none. */
export function bodyNear(
  state: WorldState,
  { x, z, yaw }: StandingPose,
  grid: KnownGrid,
): BodyState | undefined {
  const around = { grid, obstacles: obstaclesFor(state, undefined) };
  const radius = bodyRadius('player');
  const spot = isClear(around, x, z, radius) ? { x, z } : nearestRoom(around, x, z, radius);
  return spot && { kind: 'player', x: spot.x, y: 0, z: spot.z, heading: yaw, vx: 0, vy: 0, vz: 0 };
}

/** A new player's body is near its earlier position, else at a free spawn or beside one. */
export function newPlayer(
  { id, name, lastPose }: Pick<Player, 'id' | 'name'> & { lastPose: StandingPose | undefined },
  {
    state,
    grid,
    spawns,
    turn,
  }: { state: WorldState; grid: KnownGrid; spawns: WorldSeed['spawns']; turn: number },
): { player: Player; spawned: boolean } {
  const taken = new Set([...state.players.values()].map((player) => player.colour));
  const colour = playerColours.findIndex((_, index) => !taken.has(index));
  if (colour < 0) throw new Error(`This world is full: it has bodies for ${playerColours.length} players.`);
  const near = lastPose && bodyNear(state, lastPose, grid);
  const body = near ?? spawnBody(state, spawns, turn, grid);
  const pitch = near && lastPose ? lastPose.pitch : 0;
  const player = { id, name, colour, body, pitch, score: 0, connected: true, acknowledged: 0 };
  return { player, spawned: near === undefined };
}

function farthest(state: WorldState, spawns: WorldSeed['spawns']): WorldSeed['spawns'][number] {
  const bodies = movingBodies(state);
  const room = (spawn: { x: number; z: number }) =>
    Math.min(...bodies.map((body) => Math.hypot(body.x - spawn.x, body.z - spawn.z)));
  return spawns.reduce((best, spawn) => (room(spawn) > room(best) ? spawn : best));
}
