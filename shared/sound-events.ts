import type { EntityKind } from './entity.ts';
import type { SpacePoint } from './geometry/point.ts';

/** Kinds of momentary sounds in a room; a ball's rolling and the air are continuous sounds. */
export const soundKinds = [
  'footstep',
  'jump',
  'landing',
  'doorOpening',
  'doorClosing',
  'doorStop',
  'place',
  'take',
  'orb',
  'orbBack',
  'bounce',
  'join',
] as const;
export type SoundKind = (typeof soundKinds)[number];

/** A momentary sound. */
export interface SoundEvent {
  kind: SoundKind;
  /** Position, metres. */
  x: number;
  y: number;
  z: number;
  /** Amplitude at 1 m, 0 to 1. */
  level: number;
}

/** A rolling ball, a continuous sound: its id, its position in metres, its amplitude at 1 m. */
export interface Rolling extends Omit<SoundEvent, 'kind'> {
  id: string;
}

/** The part of a world's state that makes sounds, by id; the room's state and a page's copy of it both fit. */
export interface SoundingWorld {
  /** Feet, metres. */
  readonly players: Iterable<readonly [string, SpacePoint]>;
  /** Centres, metres; a collected orb is left out until it respawns. */
  readonly entities: Iterable<readonly [string, SoundingEntity]>;
}

export interface SoundingEntity extends SpacePoint {
  readonly kind: EntityKind;
  /** Opening of a door, 0 to 1. */
  readonly state: number;
}

/** Metres from one step to the next. */
const stride = 0.75;
/** Speed, metres a second, beyond which a movement counts as a teleport. */
const fastest = 12;
/** Hysteresis, metres above the ground: above the one a body is in the air, below the other on the ground. */
const airborne = 0.1;
const grounded = 0.03;
/** Change of a ball's velocity, metres a second, that is a bounce or a kick, and ticks until the next is one. */
const knocked = 0.8;
const rest = 2;
/** Speeds, metres a second, at which a rolling ball becomes audible, and at which it is loudest. */
const rolls = { audible: 0.25, loudest: 5 } as const;

interface Walker extends SpacePoint {
  readonly inAir: boolean;
  /** Fastest fall since it left the ground, metres a second. */
  readonly fall: number;
  /** Metres since the last step. */
  readonly way: number;
}

interface Trace extends SoundingEntity {
  /** For a door: 1 while it opens, -1 while it closes, 0 at its ends. */
  readonly direction: number;
  /** For a ball: velocity in metres a second; undefined until known. */
  readonly velocity: SpacePoint | undefined;
  /** For a ball: ticks since the last impact. */
  readonly quiet: number;
}

/**
 * Derives sounds from a world's state by comparing it with the tick before: steps, jumps, doors, blocks,
 * orbs, balls and joining players. The first state makes no sound.
 */
export class SoundEvents {
  #players: Map<string, Walker> | undefined;
  #entities = new Map<string, Trace>();
  #rolling: Rolling[] = [];

  /** The balls that rolled in the last state. */
  get rolling(): readonly Rolling[] {
    return this.#rolling;
  }

  /** The sounds that began since the last state, `seconds` ago. */
  observe(world: SoundingWorld, seconds: number): SoundEvent[] {
    const events: SoundEvent[] = [];
    const first = this.#players === undefined;
    const players = new Map<string, Walker>();
    for (const [id, place] of world.players) {
      const before = this.#players?.get(id);
      if (before === undefined && !first) events.push(at(place, 'join', 0.5));
      players.set(id, walk(before, place, seconds, events));
    }
    this.#rolling = [];
    const entities = new Map<string, Trace>();
    for (const [id, entity] of world.entities) {
      const trace = follow(this.#entities.get(id), entity, first, seconds, events);
      entities.set(id, trace);
      const rolling = rollingOf(trace);
      if (rolling) this.#rolling.push({ id, ...rolling });
    }
    for (const [id, gone] of this.#entities) {
      if (entities.has(id)) continue;
      if (gone.kind === 'block') events.push(at(gone, 'take', 0.6));
      if (gone.kind === 'orb') events.push(at(gone, 'orb', 0.5));
    }
    this.#players = players;
    this.#entities = entities;
    return events;
  }
}

function walk(before: Walker | undefined, place: SpacePoint, seconds: number, events: SoundEvent[]): Walker {
  const { x, y, z } = place;
  const inAir = before?.inAir ? y > grounded : y > airborne;
  if (before === undefined) return { x, y, z, inAir, fall: 0, way: 0 };
  const speed = Math.hypot(x - before.x, z - before.z) / seconds;
  const fall = inAir ? Math.max(before.fall, (before.y - y) / seconds) : 0;
  if (inAir && !before.inAir) events.push(at(place, 'jump', 0.3));
  if (before.inAir && !inAir) events.push(at(place, 'landing', Math.min(0.8, 0.25 + 0.1 * before.fall)));
  if (inAir || before.inAir || speed > fastest) return { x, y, z, inAir, fall, way: 0 };
  const way = before.way + speed * seconds;
  // The summed distances of ticks fall short by rounding.
  const steps = way > stride - 1e-6;
  if (steps) events.push(at(place, 'footstep', Math.min(0.45, 0.2 + 0.06 * speed)));
  return { x, y, z, inAir, fall, way: steps ? Math.max(0, way - stride) : way };
}

function follow(
  before: Trace | undefined,
  entity: SoundingEntity,
  first: boolean,
  seconds: number,
  events: SoundEvent[],
): Trace {
  const { kind, x, y, z, state } = entity;
  const now = { kind, x, y, z, state, direction: 0, velocity: undefined, quiet: rest };
  if (before === undefined) {
    if (!first && kind === 'block') events.push(at(entity, 'place', 0.7));
    if (!first && kind === 'orb') events.push(at(entity, 'orbBack', 0.3));
    return now;
  }
  if (kind === 'door') return { ...now, direction: slide(before, entity, events) };
  if (kind === 'ball') return { ...now, ...roll(before, entity, seconds, events) };
  return now;
}

function slide(before: Trace, door: SoundingEntity, events: SoundEvent[]): number {
  const moved = Math.sign(door.state - before.state);
  // An obstacle blocks the door.
  if (moved === 0) return before.direction;
  if (moved !== before.direction) events.push(at(door, moved > 0 ? 'doorOpening' : 'doorClosing', 0.8));
  if (door.state > 0 && door.state < 1) return moved;
  events.push(at(door, 'doorStop', 0.6));
  return 0;
}

function roll(
  before: Trace,
  ball: SoundingEntity,
  seconds: number,
  events: SoundEvent[],
): Pick<Trace, 'velocity' | 'quiet'> {
  const velocity = {
    x: (ball.x - before.x) / seconds,
    y: (ball.y - before.y) / seconds,
    z: (ball.z - before.z) / seconds,
  };
  const former = before.velocity;
  if (former === undefined) return { velocity, quiet: before.quiet };
  // Acceleration by gravity is no impact.
  const up = Math.max(0, velocity.y - former.y);
  const change = Math.hypot(velocity.x - former.x, up, velocity.z - former.z);
  const hit = change > knocked && change < fastest && before.quiet >= rest;
  if (hit) events.push(at(ball, 'bounce', Math.min(0.9, 0.12 * change)));
  return { velocity, quiet: hit ? 0 : before.quiet + 1 };
}

function rollingOf({ kind, x, y, z, velocity }: Trace): Omit<Rolling, 'id'> | undefined {
  if (kind !== 'ball' || velocity === undefined || Math.abs(velocity.y) > rolls.audible) return undefined;
  const speed = Math.hypot(velocity.x, velocity.z);
  if (speed < rolls.audible || speed > fastest) return undefined;
  return { x, y, z, level: 0.35 * Math.min(1, speed / rolls.loudest) };
}

function at({ x, y, z }: SpacePoint, kind: SoundKind, level: number): SoundEvent {
  return { kind, x, y, z, level };
}
