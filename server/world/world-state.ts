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

/** A player's body. Feet position, heading (its yaw) and velocity are in `body`. */
export interface Player {
  /** Session id. */
  readonly id: string;
  readonly name: string;
  /** Index into playerColours. */
  readonly colour: number;
  readonly body: BodyState;
  /** Radians, upwards. */
  pitch: number;
  score: number;
  /** False while the room waits for a dropped player to come back. */
  connected: boolean;
  /** Sequence number of the newest input that moved this body. */
  acknowledged: number;
}

/** A sliding door. */
export interface Door {
  readonly kind: 'door';
  /** Centre when closed, metres. */
  readonly closed: { readonly x: number; readonly y: number; readonly z: number };
  /** Heading of its forward axis, radians; it slides along its right axis. */
  readonly yaw: number;
  /** 0 closed to 1 open. */
  state: number;
  /** Where it is going. */
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
  /** Tick at which a collected orb comes back; undefined while it is there. */
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
  /** By entity id, in the order of appearing. */
  readonly entities: Map<string, WorldEntity>;
  /** Values that are asked of the pack's controls, by name and in their own units. */
  readonly controls: Map<string, number>;
  /** How strongly views follow them; 1 = as trained. */
  guidance: number;
  /** Number that the next entity's id takes. */
  nextEntity: number;
}

/** The player as other views draw it; its centre is above its feet. */
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

/** The entity as views draw it and bodies meet it; undefined while an orb is away. */
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

/** Every body that motion moves: players in the order of joining, then balls. */
export function movingBodies(state: WorldState): BodyState[] {
  return stepOrder(state, [...state.players.values()]);
}

/** Every body that motion moves, in the order in which they do: these players, then balls by number. */
export function stepOrder(state: WorldState, players: readonly Player[]): BodyState[] {
  const bodies = players.map((player) => player.body);
  for (const [, entity] of byNumber(state)) if (entity.kind === 'ball') bodies.push(entity.body);
  return bodies;
}

/** The entities with their ids, by the number in the id: whatever came into the world first is first. */
export function byNumber(state: WorldState): [string, WorldEntity][] {
  return [...state.entities].sort(([a], [b]) => entityNumber(a) - entityNumber(b));
}

/** Everything that a body can bump into, apart from `self`. */
export function obstaclesFor(state: WorldState, self: BodyState | undefined): Entity[] {
  const obstacles: Entity[] = [];
  for (const player of state.players.values()) if (player.body !== self) obstacles.push(playerEntity(player));
  for (const entity of state.entities.values()) {
    if (entity.kind === 'orb' || (entity.kind === 'ball' && entity.body === self)) continue;
    const drawn = drawnEntity(entity);
    if (drawn !== undefined) obstacles.push(drawn);
  }
  return obstacles;
}
