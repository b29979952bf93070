import type { EntityKind } from './entity.ts';
import type { SpacePoint } from './geometry/point.ts';

/** What can be heard happening in a room; a ball's rolling and the air are heard all the time. */
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

/** Something that happened and can be heard. */
export interface SoundEvent {
  kind: SoundKind;
  /** Where, metres. */
  x: number;
  y: number;
  z: number;
  /** Amplitude at 1 m, 0 to 1. */
  level: number;
}

/** What goes on sounding while it rolls: the ball's id, its place in metres, its amplitude at 1 m. */
export interface Rolling extends Omit<SoundEvent, 'kind'> {
  id: string;
}

/** A world as far as it sounds, by id: both the room's own state and the copy that pages have are one. */
export interface SoundingWorld {
  /** Feet, metres. */
  readonly players: Iterable<readonly [string, SpacePoint]>;
  /** Centres, metres; an orb that was collected is left out until it is back. */
  readonly entities: Iterable<readonly [string, SoundingEntity]>;
}

export interface SoundingEntity extends SpacePoint {
  readonly kind: EntityKind;
  /** 0 to 1, how far a door is open. */
  readonly state: number;
}

/** Metres from one step to the next. */
const stride = 0.75;
/** Speed, metres a second, beyond which a body was put somewhere else rather than walked. */
const fastest = 12;
/** Heights above the ground, metres: above the one a body is in the air, below the other on the ground. */
const airborne = 0.1;
const grounded = 0.03;
/** Change of a ball's velocity, metres a second, that is a bounce or a kick, and ticks until the next is one. */
const knocked = 0.8;
const rest = 2;
/** Speeds, metres a second, at which a ball is heard rolling, and at which it is loudest. */
const rolls = { audible: 0.25, loudest: 5 } as const;

interface Walker extends SpacePoint {
  readonly inAir: boolean;
  /** Fastest fall since it left the ground, metres a second. */
  readonly fall: number;
  /** Metres since the last step. */
  readonly way: number;
}

interface Trace extends SoundingEntity {
  /** Of a door: 1 while it opens, -1 while it closes, 0 at its ends. */
  readonly direction: number;
  /** Of a ball: metres a second; undefined until it is known. */
  readonly velocity: SpacePoint | undefined;
  /** Of a ball: ticks since it was last knocked. */
  readonly quiet: number;
}

/**
 * Hears what happens in a world, by comparing it with the tick before: steps, jumps, doors, blocks,
 * orbs, balls and who comes. What is there at the first look makes no sound.
 */
export class SoundEvents {
  #players: Map<string, Walker> | undefined;
  #entities = new Map<string, Trace>();
  #rolling: Rolling[] = [];

  /** The balls that rolled at the last look. */
  get rolling(): readonly Rolling[] {
    return this.#rolling;
  }

  /** What began since the last look, `seconds` ago. */
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
  // A sum of ticks' ways falls short by rounding.
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
  // Something is in its way.
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
  // Falling faster is no knock.
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
