import {
  ballColour,
  blockColours,
  doorColour,
  type Entity,
  halfExtents,
  orbColour,
  playerColours,
} from '../../shared/entity.ts';
import { slidDoor } from '../../shared/geometry/door.ts';
import { entityNumber } from '../../shared/geometry/reach.ts';
import type { BodyState } from '../../shared/motion-features.ts';

/** A player. `body` has the position of the feet, the heading (its yaw) and the velocity. */
export interface Player {
  /** Session id. */
  readonly id: string;
  readonly name: string;
  /** Index into playerColours. */
  readonly colour: number;
  readonly body: BodyState;
  /** Radians, positive upwards. */
  pitch: number;
  score: number;
  /** False while the room waits for a dropped player to reconnect. */
  connected: boolean;
  /** Sequence number of the newest input that moved this body. */
  acknowledged: number;
}

/** A sliding door. */
export interface Door {
  readonly kind: 'door';
  /** Centre when closed, metres. */
  readonly closed: { readonly x: number; readonly y: number; readonly z: number };
  /** Heading of its forward axis, radians. The door slides along its right axis. */
  readonly yaw: number;
  /** 0 closed to 1 open. */
  state: number;
  /** Whether it moves towards open. */
  opening: boolean;
}

/** A block that a player placed, or one of the seed's. */
export interface Block {
  readonly kind: 'block';
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
  /** Index into blockColours. */
  readonly colour: number;
}

/** An orb to collect. */
export interface Orb {
  readonly kind: 'orb';
  x: number;
  y: number;
  z: number;
  /** Tick at which a collected orb returns. Undefined while it is there. */
  returns: number | undefined;
}

/** A ball that rolls and bounces. */
export interface Ball {
  readonly kind: 'ball';
  readonly body: BodyState;
}

export type WorldEntity = Door | Block | Orb | Ball;

/** The authoritative state of a world. */
export interface WorldState {
  /** Ticks since the world began. */
  tick: number;
  /** By session id, in the order of joining. */
  readonly players: Map<string, Player>;
  /** By entity id, in the order of creation. */
  readonly entities: Map<string, WorldEntity>;
  /** Requested values of the pack's controls, by name, in their own units. */
  readonly controls: Map<string, number>;
  /** How strongly views follow the controls. 1 = as trained. */
  guidance: number;
  /** Number of the next new entity. */
  nextEntity: number;
}

/** A player as an entity for other views. Its centre is above its feet. */
export function playerEntity(player: Player): Entity {
  return {
    kind: 'player',
    x: player.body.x,
    y: player.body.y + halfExtents.player[1],
    z: player.body.z,
    yaw: player.body.heading,
    colour: playerColours[player.colour],
    state: 0,
  };
}

/** An entity as views draw it and bodies collide with it. Undefined for a collected orb. */
export function drawnEntity(entity: WorldEntity): Entity | undefined {
  switch (entity.kind) {
    case 'door': {
      return {
        kind: 'door',
        ...slidDoor(entity.closed, entity.yaw, entity.state),
        y: entity.closed.y,
        yaw: entity.yaw,
        colour: doorColour,
        state: entity.state,
      };
    }
    case 'block': {
      const { x, y, z, yaw } = entity;
      return { kind: 'block', x, y, z, yaw, colour: blockColours[entity.colour], state: 0 };
    }
    case 'orb': {
      const { x, y, z } = entity;
      return entity.returns === undefined
        ? { kind: 'orb', x, y, z, yaw: 0, colour: orbColour, state: 0 }
        : undefined;
    }
    case 'ball': {
      const { x, y, z, heading } = entity.body;
      return { kind: 'ball', x, y: y + halfExtents.ball[1], z, yaw: heading, colour: ballColour, state: 0 };
    }
  }
}

/** All moving bodies: players in the order of joining, then balls. */
export function movingBodies(state: WorldState): BodyState[] {
  return stepOrder(state, [...state.players.values()]);
}

/** All moving bodies in the order of their steps: the given players, then balls by number. */
export function stepOrder(state: WorldState, players: readonly Player[]): BodyState[] {
  const bodies = players.map((player) => player.body);
  for (const [, ball] of byNumber(state, (entity) => entity.kind === 'ball')) {
    if (ball.kind === 'ball') bodies.push(ball.body);
  }
  return bodies;
}

/** Entities that `isWanted`, with their ids, sorted by the number in the id, which is the order of creation. */
export function byNumber(
  state: WorldState,
  isWanted: (entity: WorldEntity) => boolean = () => true,
): [string, WorldEntity][] {
  const wanted = [...state.entities].filter(([, entity]) => isWanted(entity));
  return wanted.sort(([a], [b]) => entityNumber(a) - entityNumber(b));
}

/** Metres around a body beyond which nothing blocks it or shows in its range scan within a tick. */
const blockingReach = 16;

/** Everything near a body that can block it within a tick: generated ground has many doors, most of them far away. */
export function obstaclesNear(state: WorldState, body: BodyState): Entity[] {
  return obstaclesFor(state, body, blockingReach);
}

/** Everything that can block a body, apart from `self`; within so many metres of it. */
export function obstaclesFor(
  state: WorldState,
  self: BodyState | undefined,
  within = Number.POSITIVE_INFINITY,
): Entity[] {
  const obstacles: Entity[] = [];
  for (const player of state.players.values()) if (player.body !== self) obstacles.push(playerEntity(player));
  for (const entity of state.entities.values()) {
    if (entity.kind === 'orb' || (entity.kind === 'ball' && entity.body === self)) continue;
    if (self && entity.kind === 'door' && isBeyond(entity.closed, self, within)) continue;
    const drawn = drawnEntity(entity);
    if (drawn !== undefined) obstacles.push(drawn);
  }
  return obstacles;
}

function isBeyond(place: { x: number; z: number }, { x, z }: BodyState, metres: number): boolean {
  return Math.abs(place.x - x) > metres || Math.abs(place.z - z) > metres;
}
