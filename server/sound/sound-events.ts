import type { BodyState } from '../../shared/motion-features.ts';
import type { WorldEntity, WorldState } from '../world/world-state.ts';
import { drawnEntity } from '../world/world-state.ts';
import type { SoundEvent } from './heard.ts';

/** Metres from one step to the next. */
const stride = 0.75;
/** Metres of one tick beyond which a body was put somewhere else rather than walked. */
const walked = 1;
/** Heights above the ground, metres: above the one a body is in the air, below the other on the ground. */
const airborne = 0.1;
const grounded = 0.03;
/** Change of a ball's velocity within a tick, metres a second, that is a bounce or a kick. */
const knocked = 0.8;
/** Speed, metres a second, at which a ball is heard rolling, and at which it is loudest. */
const rolls = { audible: 0.25, loudest: 5 } as const;

/** Something rolling: its id, its lowest point in metres, and its amplitude at 1 m. */
export interface Rolling {
  id: string;
  x: number;
  y: number;
  z: number;
  level: number;
}

interface Moving {
  x: number;
  z: number;
  vx: number;
  vy: number;
  vz: number;
  inAir: boolean;
  /** Fastest fall since it left the ground, metres a second. */
  fall: number;
  /** Metres since the last step. */
  way: number;
}

/** What has to be known of an entity to hear that it changed. */
type Trace =
  | { kind: 'door'; opening: boolean; state: number }
  | { kind: 'block'; x: number; y: number; z: number }
  | { kind: 'orb'; x: number; y: number; z: number; there: boolean }
  | { kind: 'ball'; moving: Moving };

/**
 * Hears what happens in a world, by comparing its state with the tick before: steps, jumps, doors,
 * blocks, orbs, balls and who comes. What is there at the first look makes no sound.
 */
export class SoundEvents {
  #players: Map<string, Moving> | undefined;
  #entities = new Map<string, Trace>();

  /** What began since the last look, with amplitudes at 1 m. Call it once a tick. */
  observe(state: Readonly<WorldState>): SoundEvent[] {
    const events: SoundEvent[] = [];
    const first = this.#players === undefined;
    const players = new Map<string, Moving>();
    for (const [id, { body }] of state.players) {
      const before = this.#players?.get(id);
      if (before === undefined && !first) events.push(at(body, 'join', 0.5));
      players.set(id, followPlayer(before, body, events));
    }
    const entities = new Map<string, Trace>();
    for (const [id, entity] of state.entities) {
      entities.set(id, followEntity(this.#entities.get(id), entity, first, events));
    }
    for (const [id, trace] of this.#entities) {
      if (trace.kind === 'block' && !entities.has(id)) events.push(at(trace, 'take', 0.6));
    }
    this.#players = players;
    this.#entities = entities;
    return events;
  }
}

/** Every ball that can be heard rolling. */
export function rollingBalls(state: Readonly<WorldState>): Rolling[] {
  const rolling: Rolling[] = [];
  for (const [id, entity] of state.entities) {
    if (entity.kind !== 'ball' || entity.body.y > airborne) continue;
    const { x, y, z, vx, vz } = entity.body;
    const speed = Math.hypot(vx, vz);
    if (speed < rolls.audible) continue;
    rolling.push({ id, x, y, z, level: 0.35 * Math.min(1, speed / rolls.loudest) });
  }
  return rolling;
}

function followPlayer(before: Moving | undefined, body: BodyState, events: SoundEvent[]): Moving {
  const now = followBody(before, body);
  if (before === undefined) return now;
  const moved = Math.hypot(body.x - before.x, body.z - before.z);
  if (now.inAir && !before.inAir && body.vy > -1) events.push(at(body, 'jump', 0.3));
  if (before.inAir && !now.inAir) {
    events.push(at(body, 'landing', Math.min(0.8, 0.25 + 0.1 * before.fall)));
    return now;
  }
  if (now.inAir || moved > walked) return now;
  now.way = before.way + moved;
  if (now.way < stride) return now;
  now.way %= stride;
  events.push(at(body, 'footstep', Math.min(0.45, 0.2 + 0.06 * Math.hypot(body.vx, body.vz))));
  return now;
}

function followBody(before: Moving | undefined, { x, y, z, vx, vy, vz }: BodyState): Moving {
  const inAir = before?.inAir ? y > grounded : y > airborne;
  const fall = inAir ? Math.max(before?.fall ?? 0, -vy) : 0;
  return { x, z, vx, vy, vz, inAir, fall, way: 0 };
}

function followEntity(
  before: Trace | undefined,
  entity: WorldEntity,
  first: boolean,
  events: SoundEvent[],
): Trace {
  switch (entity.kind) {
    case 'door': {
      const { opening, state } = entity;
      if (before?.kind === 'door') {
        const place = drawnEntity(entity) ?? entity.closed;
        if (opening !== before.opening) events.push(at(place, opening ? 'doorOpening' : 'doorClosing', 0.8));
        if (state !== before.state && (state === 0 || state === 1)) events.push(at(place, 'doorStop', 0.6));
      }
      return { kind: 'door', opening, state };
    }
    case 'block': {
      if (before === undefined && !first) events.push(at(entity, 'place', 0.7));
      const { x, y, z } = entity;
      return { kind: 'block', x, y, z };
    }
    case 'orb': {
      const there = entity.returns === undefined;
      if (before?.kind === 'orb' && there !== before.there) {
        events.push(there ? at(entity, 'orbBack', 0.3) : at(before, 'orb', 0.5));
      }
      const { x, y, z } = entity;
      return { kind: 'orb', x, y, z, there };
    }
    case 'ball': {
      const moving = before?.kind === 'ball' ? before.moving : undefined;
      const { body } = entity;
      if (moving) {
        const change = Math.hypot(body.vx - moving.vx, Math.max(0, body.vy - moving.vy), body.vz - moving.vz);
        if (change > knocked) events.push(at(body, 'bounce', Math.min(0.9, 0.12 * change)));
      }
      return { kind: 'ball', moving: followBody(moving, body) };
    }
  }
}

function at(
  { x, y, z }: { x: number; y: number; z: number },
  kind: SoundEvent['kind'],
  level: number,
): SoundEvent {
  return { kind, x, y, z, level };
}
