import { type blockColours, playerColourNames } from '../../shared/entity.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { GoalStep, GoalTarget, GoalThing } from '../../shared/goals/goal-step.ts';
import type { GoalNotice } from '../../shared/notices/goal-notices.ts';
import { byNumber, type WorldEntity } from '../world/world-state.ts';
import { type DoorSide, sideOf } from './door-sides.ts';
import type { GoalWorld } from './goal-world.ts';

/** What a target has become: somebody or something that may move, or a place. */
export type Aim =
  | { readonly id: string; readonly kind: WorldEntity['kind'] | 'player' }
  | (GroundPoint & { readonly radius: number });

/** A step whose words have become things of this room. */
export interface GoalTask {
  readonly verb: GoalStep['verb'];
  /** Id of what it is done to. */
  readonly thing?: string;
  readonly aim?: Aim;
  /** Of `pass`, and of `close` with a door behind the body: the side of the door on which the body is in the end. */
  readonly side?: DoorSide;
}

/** What is known of a goal when a step of it begins. */
export interface GoalContext {
  /** Id of the body's player. */
  readonly self: string;
  /** Where the body was when the goal was given. */
  readonly start: GroundPoint;
  /** Things of earlier steps, the last one last. */
  readonly used: readonly string[];
  /** Doors that the body came through, and to which side, the last one last. */
  readonly passed: readonly { readonly door: string; readonly side: DoorSide }[];
}

/** Why a step is about nothing in this room. */
export type ReferentFault = Extract<GoalNotice, { code: 'goal-nothing-there' | 'goal-place-unknown' }>;

/** Metres from a place within which something counts as there, where no mark says otherwise. */
const placeRadius = 1;

/** The task of a step in this room, as things are now. */
export function taskOf(
  step: GoalStep,
  world: GoalWorld,
  context: GoalContext,
): { task: GoalTask } | { fault: ReferentFault } {
  const self = world.state.players.get(context.self);
  const from = self === undefined ? context.start : { x: self.body.x, z: self.body.z };
  const base = { verb: step.verb };
  // A block that is placed is none that there is.
  const named = step.verb === 'place' ? undefined : step.thing;
  const thing = named && thingOf(named, world, context, from, step.verb);
  if (named !== undefined && thing === undefined) {
    return { fault: { code: 'goal-nothing-there', values: { kind: named.kind } } };
  }
  if (step.target === undefined) {
    const goesThrough = thing !== undefined && (step.verb === 'pass' || step.behind === true);
    const side = goesThrough ? sideIn(step.verb, thing, world, context, from) : undefined;
    return { task: { ...base, ...(thing && { thing }), ...(side && { side }) } };
  }
  const aim = aimOf(step.target, world, context, from, step.verb);
  if ('code' in aim) return { fault: aim };
  return { task: { ...base, aim, ...(thing && { thing }) } };
}

/** Behind whom a door is closed is on the side to which it came through it, or, if it did not, goes through it now. */
function sideIn(
  verb: GoalStep['verb'],
  id: string,
  world: GoalWorld,
  { passed }: GoalContext,
  from: GroundPoint,
): DoorSide | undefined {
  const came = verb === 'close' ? passed.findLast(({ door }) => door === id) : undefined;
  if (came !== undefined) return came.side;
  const door = world.state.entities.get(id);
  if (door?.kind !== 'door') return undefined;
  return sideOf(door, from) > 0 ? -1 : 1;
}

function aimOf(
  target: GoalTarget,
  world: GoalWorld,
  context: GoalContext,
  from: GroundPoint,
  verb: GoalStep['verb'],
): Aim | ReferentFault {
  if ('place' in target) return { x: context.start.x, z: context.start.z, radius: placeRadius };
  if ('mark' in target) {
    const mark = world.match.marks.find(({ key }) => key === target.mark);
    if (mark === undefined) return { code: 'goal-place-unknown', values: { place: target.mark } };
    if (mark.follows !== '') {
      const entity = world.state.entities.get(mark.follows);
      return { id: mark.follows, kind: entity?.kind ?? 'player' };
    }
    return { x: mark.x, z: mark.z, radius: mark.radius > 0 ? mark.radius : placeRadius };
  }
  const id = thingOf(target.thing, world, context, from, verb);
  return id === undefined
    ? { code: 'goal-nothing-there', values: { kind: target.thing.kind } }
    : { id, kind: target.thing.kind };
}

/**
 * Which of several is meant: the one that words choose; else, of a door, the last one that the body came through and, of
 * anything, the last one that an earlier step was about; else the nearest.
 */
function thingOf(
  { kind, colour, which }: GoalThing,
  world: GoalWorld,
  { self, used, passed }: GoalContext,
  from: GroundPoint,
  verb: GoalStep['verb'],
): string | undefined {
  const there = thingsOf(world).filter(
    (one) => one.kind === kind && one.id !== self && (colour === undefined || one.colour === colour),
  );
  if (which === undefined && verb !== 'take') {
    const known = kind === 'door' && verb === 'close' ? [...used, ...passed.map(({ door }) => door)] : used;
    const last = known.findLast((id) => there.some((one) => one.id === id));
    if (last !== undefined) return last;
  }
  const away = ({ x, z }: GroundPoint) => Math.hypot(x - from.x, z - from.z);
  const sorted = there.sort((a, b) => away(a) - away(b));
  return (which === 'farthest' ? sorted.at(-1) : sorted[0])?.id;
}

interface Thing extends GroundPoint {
  readonly id: string;
  readonly kind: GoalThing['kind'];
  readonly colour?: (typeof playerColourNames)[number];
}

/** Everybody and everything that is there. Block colours have the names of the player colours that they are like. */
const blockColourNames = [
  'red',
  'blue',
  'yellow',
  'green',
] as const satisfies readonly (typeof playerColourNames)[number][] & {
  length: typeof blockColours.length;
};

function thingsOf({ state }: GoalWorld): Thing[] {
  const things: Thing[] = [...state.players.values()].map(({ id, colour, body: { x, z } }) => ({
    ...{ id, kind: 'player', x, z },
    colour: playerColourNames[colour],
  }));
  for (const [id, entity] of byNumber(state)) {
    const place = placeOfEntity(entity);
    if (place === undefined) continue;
    const colour = entity.kind === 'block' ? { colour: blockColourNames[entity.colour] } : {};
    things.push({ id, kind: entity.kind, ...place, ...colour });
  }
  return things;
}

/** Where something is on the ground; a door in its doorway, wherever its panel is. Undefined for an orb that is away. */
export function placeOfEntity(entity: WorldEntity): GroundPoint | undefined {
  switch (entity.kind) {
    case 'door':
      return { x: entity.closed.x, z: entity.closed.z };
    case 'ball':
      return { x: entity.body.x, z: entity.body.z };
    case 'orb':
      return entity.returns === undefined ? { x: entity.x, z: entity.z } : undefined;
    case 'block':
      return { x: entity.x, z: entity.z };
  }
}

/** Where an aim is now, and within which radius something is there. Undefined if it is gone. */
export function placeOfAim(aim: Aim, { state }: GoalWorld): (GroundPoint & { radius: number }) | undefined {
  if (!('id' in aim)) return aim;
  const player = state.players.get(aim.id);
  const entity = state.entities.get(aim.id);
  const place = player?.body ?? (entity && placeOfEntity(entity));
  return place && { x: place.x, z: place.z, radius: thingRadius };
}

/** Metres from the centre of a thing within which something is at it: two bodies do not come nearer than 0.6 m. */
const thingRadius = 1.5;
