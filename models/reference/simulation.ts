import type { Action } from '../../shared/action.ts';
import { blockColours, type Entity, halfExtents, playerColours } from '../../shared/entity.ts';
import { type Pose, wrapAngle } from '../../shared/geometry/camera.ts';
import { openedDoor } from '../../shared/geometry/door.ts';
import { mostBlocks, placeAhead, useRange } from '../../shared/geometry/reach.ts';
import type { BodyState, Physics } from '../../shared/motion-features.ts';
import { defaultPhysics, meetsFootprint, stepBody } from './physics.ts';
import { eyeHeight, lookLimits } from './player.ts';
import { Random } from './random.ts';
import { blockAt, orbAt, type ReferenceWorld } from './world.ts';

export interface SimulationOptions {
  /** Players, 1 to 8; they start at the world's spawns in a random order. */
  players: number;
  /** Default: defaultPhysics. */
  physics?: Physics;
  /** Ticks a second; default 12. */
  rate?: number;
  /** Decides who starts where and where orbs come back. */
  seed: number;
}

export interface SimulatedPlayer {
  /** Index into playerColours. */
  readonly colour: number;
  /** Feet, velocity; its heading is `yaw`. */
  readonly body: BodyState;
  /** Radians; see shared/geometry/camera.ts. */
  yaw: number;
  pitch: number;
  /** Orbs collected. */
  score: number;
}

/** Radians a second at axis value 1, and the limit of the pitch, radians. */
export const { turnRate, lookRate, pitchLimit } = lookLimits;

/** Cosine of the angle off the heading within which a door or block is in front: 60 degrees. */
const inFront = 0.5;
/** Seconds. */
const slideSeconds = 0.5;
const orbAwaySeconds = 10;
/** Metres between centres seen from above within which a player collects an orb. */
const orbReach = halfExtents.player[0] + halfExtents.orb[0] + 0.07;

interface Door {
  readonly closed: Entity;
  state: number;
  opening: boolean;
}

interface Orb {
  entity: Entity;
  /** Ticks until it is back; 0 while it is there. */
  away: number;
}

/**
 * One reference world in play: the truth that networks are trained on and judged by. A tick turns the
 * players, moves all bodies from where everybody stood before the tick, then applies the rules.
 * Deterministic: the same world, options and actions give the same play.
 */
export class Simulation {
  readonly world: ReferenceWorld;
  readonly players: SimulatedPlayer[];
  readonly ball: BodyState;
  readonly rate: number;
  readonly physics: Physics;
  #tick = 0;
  readonly #random: Random;
  readonly #doors: Door[];
  readonly #orbs: Orb[];
  #blocks: Entity[];
  /** Buttons held in the tick before: use, place and remove act when they go down. */
  readonly #held: { use: boolean; place: boolean; remove: boolean }[];

  /** @throws RangeError when there are fewer than 1 or more than 8 players. */
  constructor(world: ReferenceWorld, options: SimulationOptions) {
    if (!Number.isInteger(options.players) || options.players < 1 || options.players > playerColours.length) {
      throw new RangeError(
        `players is ${options.players}; it must be a whole number from 1 to ${playerColours.length}`,
      );
    }
    this.world = world;
    this.rate = options.rate ?? 12;
    this.physics = options.physics ?? defaultPhysics;
    this.#random = new Random(options.seed);
    const spawns = this.#random.shuffled(world.spawns);
    const colours = this.#random.shuffled(playerColours.map((_, i) => i));
    this.players = Array.from({ length: options.players }, (_, i) => {
      const { x, z, yaw } = spawns[i % spawns.length];
      const body: BodyState = { kind: 'player', x, y: 0, z, heading: yaw, vx: 0, vy: 0, vz: 0 };
      return { colour: colours[i], body, yaw, pitch: 0, score: 0 };
    });
    this.#held = this.players.map(() => ({ use: false, place: false, remove: false }));
    const { ball } = world;
    this.ball = {
      kind: 'ball',
      x: ball.x,
      y: ball.y - halfExtents.ball[1],
      z: ball.z,
      heading: ball.yaw,
      vx: 0,
      vy: 0,
      vz: 0,
    };
    this.#doors = world.doors.map((closed) => ({ closed, state: closed.state, opening: closed.state > 0.5 }));
    this.#orbs = world.orbs.map((entity) => ({ entity, away: 0 }));
    this.#blocks = world.blocks.filter(
      (block) =>
        !this.players.some(({ body }) => meetsFootprint(block, body.x, body.z, halfExtents.player[0])),
    );
  }

  /** Ticks since the start. */
  get tick(): number {
    return this.#tick;
  }

  /** @throws RangeError unless there is one action for every player. */
  step(actions: readonly Action[]): void {
    if (actions.length !== this.players.length) {
      throw new RangeError(
        `step got ${actions.length} actions for ${this.players.length} players; give one each`,
      );
    }
    for (const [i, player] of this.players.entries()) this.#turn(player, actions[i]);
    this.#move(actions);
    for (const [i, player] of this.players.entries()) this.#act(player, actions[i], i);
    for (const door of this.#doors) this.#slide(door);
    this.#collect();
    this.#tick++;
  }

  /** The eye of player `index`. */
  camera(index: number): Pose {
    const { body, yaw, pitch } = this.players[index];
    return { x: body.x, y: body.y + eyeHeight, z: body.z, yaw, pitch };
  }

  /** Everything that can be seen, without player `except`. */
  entities(except?: number): Entity[] {
    const shown = this.#doors.map((door) => openedDoor(door.closed, door.state));
    shown.push(...this.#blocks);
    for (const orb of this.#orbs) if (orb.away === 0) shown.push(orb.entity);
    shown.push(this.#ballEntity());
    this.players.forEach((player, i) => {
      if (i !== except) shown.push(playerEntity(player));
    });
    return shown;
  }

  /** Everything that `body` can bump into. */
  obstacles(body: BodyState): Entity[] {
    const solid = this.#doors.map((door) => openedDoor(door.closed, door.state));
    solid.push(...this.#blocks);
    if (body !== this.ball) solid.push(this.#ballEntity());
    for (const player of this.players) if (player.body !== body) solid.push(playerEntity(player));
    return solid;
  }

  #turn(player: SimulatedPlayer, action: Action): void {
    player.yaw = wrapAngle(player.yaw + (action.turn * turnRate) / this.rate);
    player.body.heading = player.yaw;
    const pitch = player.pitch + (action.look * lookRate) / this.rate;
    player.pitch = Math.max(-pitchLimit, Math.min(pitchLimit, pitch));
  }

  #move(actions: readonly Action[]): void {
    const bodies = [...this.players.map((player) => player.body), this.ball];
    const still = { move: 0, strafe: 0, jump: false };
    const changes = bodies.map((body, i) =>
      stepBody(this.world, this.obstacles(body), body, actions[i] ?? still, this.physics, 1 / this.rate),
    );
    bodies.forEach((body, i) => {
      const { dx, dy, dz, vx, vy, vz } = changes[i];
      body.x += dx;
      body.y += dy;
      body.z += dz;
      body.vx = vx;
      body.vy = vy;
      body.vz = vz;
    });
  }

  #act(player: SimulatedPlayer, action: Action, index: number): void {
    const held = this.#held[index];
    if (action.use && !held.use) this.#use(player);
    if (action.place && !held.place) this.#place(player);
    if (action.remove && !held.remove) this.#remove(player);
    held.use = action.use;
    held.place = action.place;
    held.remove = action.remove;
  }

  #use(player: SimulatedPlayer): void {
    const door = nearestAhead(player, this.#doors, (candidate) => candidate.closed);
    if (door !== undefined) door.opening = !door.opening;
  }

  #place(player: SimulatedPlayer): void {
    if (this.#blocks.length >= mostBlocks) return;
    const cellX = Math.floor(player.body.x + Math.sin(player.yaw) * placeAhead);
    const cellZ = Math.floor(player.body.z + Math.cos(player.yaw) * placeAhead);
    if (this.world.solidAt(cellX, cellZ)) return;
    const block = blockAt(cellX, cellZ, player.colour % blockColours.length);
    const near = (entity: Entity) => Math.max(Math.abs(entity.x - block.x), Math.abs(entity.z - block.z));
    if (this.#blocks.some((other) => near(other) < 0.9)) return;
    if (this.#doors.some(({ closed }) => near(closed) < 0.9)) return;
    if (this.#orbs.some((orb) => orb.away === 0 && near(orb.entity) < 0.6)) return;
    const bodies = [...this.players.map((other) => other.body), this.ball];
    if (bodies.some((body) => meetsFootprint(block, body.x, body.z, halfExtents[body.kind][0]))) return;
    this.#blocks.push(block);
  }

  #remove(player: SimulatedPlayer): void {
    const block = nearestAhead(player, this.#blocks, (candidate) => candidate);
    if (block !== undefined) this.#blocks = this.#blocks.filter((other) => other !== block);
  }

  /** Moves a door a tick's way; it waits while somebody is in its way. */
  #slide(door: Door): void {
    const step = 1 / (slideSeconds * this.rate);
    const state = door.opening ? Math.min(1, door.state + step) : Math.max(0, door.state - step);
    if (state === door.state) return;
    const moved = openedDoor(door.closed, state);
    const bodies = [...this.players.map((player) => player.body), this.ball];
    if (bodies.some((body) => meetsFootprint(moved, body.x, body.z, halfExtents[body.kind][0]))) return;
    door.state = state;
  }

  #collect(): void {
    for (const orb of this.#orbs) {
      if (orb.away > 0) {
        orb.away--;
        if (orb.away === 0) orb.entity = this.#freshOrb();
        continue;
      }
      for (const player of this.players) {
        const { body } = player;
        if (Math.hypot(body.x - orb.entity.x, body.z - orb.entity.z) > orbReach) continue;
        if (body.y > orb.entity.y + halfExtents.orb[1]) continue;
        player.score++;
        orb.away = Math.round(orbAwaySeconds * this.rate);
        break;
      }
    }
  }

  /** An orb at the centre of a random open cell that is free of doors, blocks, orbs and bodies. */
  #freshOrb(): Entity {
    const { size } = this.world;
    for (;;) {
      const cellX = this.#random.integer(size);
      const cellZ = this.#random.integer(size);
      if (this.world.solidAt(cellX, cellZ)) continue;
      const orb = orbAt(cellX + 0.5, cellZ + 0.5);
      const taken = [...this.#doors.map((door) => door.closed), ...this.entities()];
      if (taken.every((entity) => Math.hypot(entity.x - orb.x, entity.z - orb.z) > 0.8)) return orb;
    }
  }

  #ballEntity(): Entity {
    const { x, y, z, heading } = this.ball;
    return { ...this.world.ball, x, y: y + halfExtents.ball[1], z, yaw: heading };
  }
}

/** A player as others see it. */
export function playerEntity(player: SimulatedPlayer): Entity {
  const { x, y, z } = player.body;
  return {
    kind: 'player',
    x,
    y: y + halfExtents.player[1],
    z,
    yaw: player.yaw,
    colour: playerColours[player.colour],
    state: 0,
  };
}

function nearestAhead<T>(
  player: SimulatedPlayer,
  things: readonly T[],
  placeOf: (thing: T) => Entity,
): T | undefined {
  let nearest: T | undefined;
  let nearestDistance = useRange;
  for (const thing of things) {
    const place = placeOf(thing);
    const dx = place.x - player.body.x;
    const dz = place.z - player.body.z;
    const distance = Math.hypot(dx, dz);
    const along = dx * Math.sin(player.yaw) + dz * Math.cos(player.yaw);
    if (distance > nearestDistance || along < inFront * distance) continue;
    nearest = thing;
    nearestDistance = distance;
  }
  return nearest;
}
