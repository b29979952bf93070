import type { WorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import { drawnEntity, type WorldEntity } from '../../../server/world/world-state.ts';
import { blockColours, type Entity, halfExtents } from '../../../shared/entity.ts';
import type { Vector3 } from '../../../shared/geometry/camera.ts';
import { openedDoor } from '../../../shared/geometry/door.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { nearestInFront, placeAhead, removeRange, useRange } from '../../../shared/geometry/reach.ts';
import type { Random } from '../../reference/random.ts';
import { blockAt, Places } from './places.ts';
import type { Changes, Scenery, Stage } from './stage.ts';

export const editKinds = ['place', 'remove', 'open', 'close', 'take', 'push'] as const;
export type EditKind = (typeof editKinds)[number];

type SeedEntity = WorldSeed['entities'][number];
type Stance = GroundPoint & { yaw: number };

/** An edit that a player can make. */
export interface Edit {
  kind: EditKind;
  /** The world's entities at the start. */
  entities: WorldSeed['entities'];
  /** What the edit changes, before it does. */
  subject: Vector3;
  /** The editor's place. */
  stance: Stance;
  /** Makes the edit by the inputs of player `id`, whose body stands at the stance. Undefined if the rules refuse it. */
  perform(stage: Stage, id: string): Promise<Edited | undefined>;
}

export interface Edited {
  /** What viewers should look at. */
  subject: Vector3;
  /** The state that the edit leads to, then others that would be wrong. */
  states: readonly Changes[];
}

/** Ticks in which a door slides open or shut. */
export const doorTicks = 8;
/** Ticks in which an orb is walked to, and walked away from. */
const takeTicks = 12;
export const backTicks = 10;
/** Ticks of pushing the ball, most ticks that it may roll then, and least metres that it must have moved. */
const pushTicks = 12;
const rollTicks = 90;
const leastRoll = 0.6;
/** Below this speed the ball is at rest, metres a second. */
const atRest = 0.01;

/** An edit of this kind at a random place; undefined if there is no place for it. */
export function planEdit(kind: EditKind, scenery: Scenery, random: Random): Edit | undefined {
  const { entities } = scenery.held.worldSeed;
  const places = new Places(scenery, entities);
  switch (kind) {
    case 'place': {
      const cell = places.freeCell(halfExtents.block[0] + 0.05, random);
      const stance = cell && places.stand(cell, { near: placeAhead, far: placeAhead }, random);
      return stance && { kind, entities, subject: blockAt(cell, 0), stance, perform: place(cell) };
    }
    case 'remove': {
      const added = withBlock(scenery, random);
      if (added === undefined) return undefined;
      const stance = reach(scenery, added.entities, added.index, removeRange, random);
      const block = blockAt(added.cell, added.colour);
      return stance && { kind, entities: added.entities, subject: block, stance, perform: remove(added.id) };
    }
    case 'open':
    case 'close': {
      const index = indexOf(entities, 'door', random);
      const door = entities[index];
      const state = kind === 'open' ? 0 : 1;
      const turned = entities.map((one, i) => (i === index ? openedDoor(one, state) : one));
      const stance = reach(scenery, turned, index, useRange, random, door);
      return stance && { kind, entities: turned, subject: door, stance, perform: use(`door-${index}`) };
    }
    case 'take': {
      const index = indexOf(entities, 'orb', random);
      const orb = entities[index];
      const stance = places.stand(orb, { near: 1.1, far: 1.4 }, random);
      return stance && { kind, entities, subject: orb, stance, perform: take(`orb-${index}`) };
    }
    case 'push': {
      const cell = places.freeCell(1, random);
      const index = entities.findIndex((one) => one.kind === 'ball');
      if (cell === undefined || index < 0) return undefined;
      const ball = { ...entities[index], ...cell };
      const moved = entities.map((one, i) => (i === index ? ball : one));
      const stance = new Places(scenery, moved).stand(ball, { near: 1.1, far: 1.5 }, random);
      return stance && { kind, entities: moved, subject: ball, stance, perform: push(`ball-${index}`) };
    }
  }
}

/** The world's entities and one more block in a free cell. */
export function withBlock(scenery: Scenery, random: Random) {
  const { entities } = scenery.held.worldSeed;
  const cell = new Places(scenery, entities).freeCell(halfExtents.block[0] + 0.05, random);
  if (cell === undefined) return undefined;
  const colour = random.integer(blockColours.length);
  const block: SeedEntity = { kind: 'block', ...cell, y: halfExtents.block[1], yaw: 0, colour, state: 0 };
  const index = entities.length;
  return { entities: [...entities, block], index, id: `block-${index}`, cell, colour };
}

/** Index of a random entity of a kind; every reference world has some. */
export function indexOf(entities: WorldSeed['entities'], kind: SeedEntity['kind'], random: Random): number {
  return random.pick(entities.flatMap((entity, index) => (entity.kind === kind ? [index] : [])));
}

/**
 * A place from which the rules' use or removal takes the thing with this index and no other of its kind. `middle`: the
 * point that counts, the thing's own by default.
 */
export function reach(
  scenery: Scenery,
  entities: WorldSeed['entities'],
  index: number,
  range: number,
  random: Random,
  middle: GroundPoint = entities[index],
  others: readonly GroundPoint[] = [],
): Stance | undefined {
  const near = entities[index].kind === 'door' ? 1.2 : 1;
  const stance = new Places(scenery, entities).stand(middle, { near, far: range - 0.1, others }, random);
  if (stance === undefined) return undefined;
  const same = entities.flatMap((one, i) => (one.kind === entities[index].kind ? [i] : []));
  const placeOf = (i: number) => (i === index ? middle : scenery.held.worldSeed.entities[i]);
  const chosen = nearestInFront({ ...stance, heading: stance.yaw }, same, placeOf, range);
  return chosen === index ? stance : undefined;
}

function place(cell: GroundPoint): Edit['perform'] {
  return async (stage, id) => {
    const before = new Set(stage.world.state.entities.keys());
    await stage.act({ [id]: { place: true } });
    const added = [...stage.world.state.entities.keys()].find((entity) => !before.has(entity));
    if (added === undefined) return undefined;
    const { colour } = stage.player(id);
    const states = [blockAt(cell, colour), undefined, blockAt(cell, colour + 1)];
    return { subject: blockAt(cell, 0), states: states.map((state) => new Map([[added, state]])) };
  };
}

function remove(block: string): Edit['perform'] {
  return async (stage, id) => {
    const before = thingOf(stage, block);
    await stage.act({ [id]: { remove: true } });
    if (stage.world.state.entities.has(block)) return undefined;
    return { subject: before, states: [new Map([[block, undefined]]), new Map([[block, before]])] };
  };
}

function use(door: string): Edit['perform'] {
  return async (stage, id) => {
    const before = stage.world.state.entities.get(door);
    if (before?.kind !== 'door') throw new Error(`${door} is no door`);
    const opening = !before.opening;
    await stage.act({ [id]: { use: true } });
    if (before.opening !== opening) return undefined;
    await stage.idle(doorTicks);
    return { subject: before.closed, states: doorStates(stage, door, opening ? 1 : 0) };
  };
}

function take(orb: string): Edit['perform'] {
  return async (stage, id) => {
    const before = thingOf(stage, orb);
    for (let tick = 0; tick < takeTicks && drawn(stage, orb) !== undefined; tick++)
      await stage.act({ [id]: { move: 1 } });
    if (drawn(stage, orb) !== undefined) return undefined;
    for (let tick = 0; tick < backTicks; tick++) await stage.act({ [id]: { move: -1 } });
    return { subject: before, states: [new Map([[orb, undefined]]), new Map([[orb, before]])] };
  };
}

function push(ball: string): Edit['perform'] {
  return async (stage, id) => {
    const before = thingOf(stage, ball);
    for (let tick = 0; tick < pushTicks; tick++) await stage.act({ [id]: { move: 1 } });
    for (let tick = 0; tick < rollTicks && !rests(stage.world.state.entities.get(ball)); tick++)
      await stage.act();
    const after = thingOf(stage, ball);
    if (Math.hypot(after.x - before.x, after.z - before.z) < leastRoll) return undefined;
    const states = [after, before].map((state) => new Map([[ball, state]]));
    return { subject: after, states };
  };
}

/** A door as it should be, then otherwise: the other way, and half open. */
export function doorStates(stage: Stage, id: string, state: number): Changes[] {
  const door = stage.world.state.entities.get(id);
  if (door?.kind !== 'door') throw new Error(`${id} is no door`);
  const closed = drawnEntity({ ...door, state: 0 });
  if (closed === undefined) throw new Error(`${id} is not drawn`);
  return [state, 1 - state, 0.5].map((open) => new Map([[id, openedDoor(closed, open)]]));
}

function drawn(stage: Stage, id: string): Entity | undefined {
  const entity = stage.world.state.entities.get(id);
  return entity && drawnEntity(entity);
}

function thingOf(stage: Stage, id: string): Entity {
  const thing = drawn(stage, id);
  if (thing === undefined) throw new Error(`${id} is not there`);
  return thing;
}

function rests(entity: WorldEntity | undefined): boolean {
  return entity?.kind !== 'ball' || Math.hypot(entity.body.vx, entity.body.vz) < atRest;
}
