import { isInLineOfSight } from '../../shared/geometry/line-of-sight.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { cellAhead, removeRange, useRange } from '../../shared/geometry/reach.ts';
import { directionTo, distanceBetween } from '../bots/steering.ts';
import { beforeDoor } from './door-sides.ts';
import { doorOnWay, type GoalGround, obstaclesOf } from './goal-ground.ts';
import type { GoalWorld } from './goal-world.ts';
import type { Manoeuvre } from './manoeuvre.ts';
import { beyond, pushDirections } from './push-directions.ts';
import { type GoalTask, placeOfAim, placeOfEntity } from './referents.ts';

/** What candidates are made from. */
export interface CandidateParts {
  readonly ground: GoalGround;
  readonly world: GoalWorld;
  readonly self: string;
  readonly task: GoalTask;
}

/** Most pushes that are tried in branches at once. */
const mostPushes = 20;
/** Shares of the walking speed at which a ball is pushed. */
const paces = [1, 0.5, 0.3, 0.12] as const;
/** Metres before a door at which it is used, and metres behind it that count as through. */
const atDoor = 1.2;
const throughDoor = 1.1;

/**
 * Manoeuvres that may do a step or bring it nearer; those first that look best without trying them. Empty if there is
 * nothing that a body could do.
 */
export function candidatesFor(parts: CandidateParts): Manoeuvre[] {
  const { task, world } = parts;
  const place = task.aim && placeOfAim(task.aim, world);
  const thing = task.thing === undefined ? undefined : world.state.entities.get(task.thing);
  switch (task.verb) {
    case 'reach':
      return place === undefined ? [] : walksTo(parts, place, 0.8 * place.radius);
    case 'see':
      return place === undefined ? [] : looksAt(parts, place);
    case 'take': {
      const orb = thing && placeOfEntity(thing);
      return orb === undefined ? [] : walksTo(parts, orb, 0.2);
    }
    case 'pass':
      return doorPasses(parts);
    case 'open':
      return doorUses(parts);
    case 'close':
      return doorUses(parts);
    case 'bring':
      return pushesOf(parts);
    case 'place':
      return placings(parts);
    case 'remove': {
      const block = thing && placeOfEntity(thing);
      return block === undefined ? [] : removals(parts, block);
    }
  }
}

/** Straight there, and around whatever rolls about. */
function walksTo({ world }: CandidateParts, to: GroundPoint, within: number): Manoeuvre[] {
  const balls = ballsIn(world);
  return [[], balls].map((around) => ({ kind: 'walk', to, within, around }));
}

/** From where the body is if nothing is between, and from places around. */
function looksAt({ ground, world, self }: CandidateParts, at: GroundPoint): Manoeuvre[] {
  const body = world.state.players.get(self)?.body;
  if (body === undefined) return [];
  const around = ballsIn(world);
  const field = ground.field(body, obstaclesOf(world));
  const stands = [1.5, 2.5, 4].flatMap((metres) =>
    // Between walls, which lie along x and z, only what lies along them can be stood at.
    [0, directionTo(at, body)]
      .flatMap((first) => Array.from({ length: 8 }, (_, i) => first + (i * Math.PI) / 4))
      .map((direction) => beyond(at, direction, metres))
      .filter((from) => ground.hasRoom(from, obstaclesOf(world)) && isInLineOfSight(from, at, ground.grid))
      .map((from) => ({ from, away: field(from) })),
  );
  const sorted = stands.filter(({ away }) => Number.isFinite(away)).sort((a, b) => a.away - b.away);
  const here: Manoeuvre[] = isInLineOfSight(body, at, ground.grid) ? [{ kind: 'stand', at, around }] : [];
  return [...here, ...sorted.map(({ from }): Manoeuvre => ({ kind: 'stand', from, at, around }))];
}

/** Through a door to its other side: after whatever stands in the way was gone around. */
function doorPasses({ world, task }: CandidateParts): Manoeuvre[] {
  const door = world.state.entities.get(task.thing ?? '');
  if (door?.kind !== 'door' || task.side === undefined) return [];
  const { side } = task;
  const far: Manoeuvre[] = [[], ballsIn(world)].map((around) => ({
    ...{ kind: 'walk', within: 0.3, around },
    to: beforeDoor(door, side, throughDoor),
  }));
  // A body that came to its other side by another way goes back first, and then through.
  const near: Manoeuvre = {
    ...{ kind: 'walk', within: 0.4, around: ballsIn(world) },
    to: beforeDoor(door, side === 1 ? -1 : 1, throughDoor),
  };
  return [...far, near];
}

/** Standing on either side; on one side only where it matters. */
function doorUses({ ground, world, self, task }: CandidateParts): Manoeuvre[] {
  const id = task.thing ?? '';
  const door = world.state.entities.get(id);
  const body = world.state.players.get(self)?.body;
  if (door?.kind !== 'door' || body === undefined) return [];
  const sides = task.side === undefined ? ([1, -1] as const) : [task.side];
  const at = placeOfEntity(door);
  if (at === undefined) return [];
  const stands: { from: GroundPoint; away: number }[] = [];
  for (const side of sides) {
    for (const metres of [atDoor, 0.8, 1.6]) {
      for (const turn of [0, 0.5, -0.5]) {
        const straight = beforeDoor(door, side, metres);
        const from = beyond(at, directionTo(at, straight) + turn, metres);
        if (!ground.hasRoom(from, obstaclesOf(world))) continue;
        stands.push({
          from,
          away: ground.field(body, [])(from) + Math.abs(turn) + Math.abs(metres - atDoor),
        });
      }
    }
  }
  stands.sort((a, b) => a.away - b.away);
  const [balls, button] = [ballsIn(world), 'use'] as const;
  const isHere = distanceBetween(body, at) < useRange && task.side === undefined;
  const here: Manoeuvre[] = isHere ? [{ kind: 'stand', at, button, door: id, around: balls }] : [];
  return [
    ...here,
    ...stands.map(({ from }): Manoeuvre => ({ kind: 'stand', from, at, button, door: id, around: balls })),
  ];
}

/**
 * Pushes in all directions, of several lengths and speeds, and dribbling. A closed door in the ball's way is opened first.
 */
function pushesOf(parts: CandidateParts): Manoeuvre[] {
  const { ground, world, self, task } = parts;
  const ball = task.thing ?? '';
  const entity = world.state.entities.get(ball);
  const body = world.state.players.get(self)?.body;
  const place = task.aim && placeOfAim(task.aim, world);
  if (entity?.kind !== 'ball' || body === undefined || place === undefined || !task.aim) return [];
  const at = entity.body;
  const way = ground.way(at, place, obstaclesOf(world));
  const bend = lastStraight(ground, at, way) ?? place;
  const reach = distanceBetween(at, bend);
  const more = [directionTo(at, bend), directionTo(at, place), directionTo(at, way[1] ?? place)];
  const directions = pushDirections(ground, world, { ball, at, self: body, to: place }, more);
  const field = ground.field(place, obstaclesOf(world));
  // A ball that is let go rolls on: its speed falls by the share of the friction a second.
  const { friction } = world.manifest.motion.physics;
  const roll = 3 / Math.max(friction, 0.2);
  const pushes = directions.flatMap(({ direction, away }) =>
    [reach, reach / 2, ...alongTo(at, direction, way)].flatMap((goes) =>
      paces.flatMap((pace) => {
        const metres = Math.max(0.1, goes - 0.8 * roll * pace);
        // A fast ball would roll beyond.
        if (metres + 0.8 * roll * pace > goes + overshoot && pace > paces[paces.length - 1]) return [];
        const end = beyond(at, direction, metres + 0.8 * roll * pace);
        const isFree = ground.isStraight(at, end);
        const value = (isFree ? field(end) : field(at) + 1) + 0.2 * away;
        const push: Manoeuvre = { kind: 'push', ball, direction, metres, pace, waits: true };
        return [{ push, value: Number.isFinite(value) ? value : 99 }];
      }),
    ),
  );
  pushes.sort((a, b) => a.value - b.value);
  const dribbles = [1, 0.5].flatMap((pace) =>
    [60, 20].map((ticks): Manoeuvre => ({ kind: 'dribble', ball, to: task.aim ?? place, pace, ticks })),
  );
  return [...dribbles, ...pushes.slice(0, mostPushes - dribbles.length).map(({ push }) => push)];
}

/** Metres by which a push may go beyond where it is to end. */
const overshoot = 1.5;

/** Metres in a direction to where the next bends of a way are beside the ball: a push from there goes around the corner. */
function alongTo(at: GroundPoint, direction: number, way: readonly GroundPoint[]): number[] {
  return [1, 3, 5]
    .flatMap((index) => way[index] ?? [])
    .map(({ x, z }) => (x - at.x) * Math.sin(direction) + (z - at.z) * Math.cos(direction))
    .filter((metres) => metres > 0.15);
}

/** A push of the ball straight to where it is to be; undefined for other steps. */
export function straightPush({ world, task }: CandidateParts): Manoeuvre | undefined {
  const ball = task.thing ?? '';
  const entity = world.state.entities.get(ball);
  const place = task.aim && placeOfAim(task.aim, world);
  if (task.verb !== 'bring' || entity?.kind !== 'ball' || place === undefined) return undefined;
  const direction = directionTo(entity.body, place);
  return { kind: 'push', ball, direction, metres: distanceBetween(entity.body, place), pace: 1, waits: true };
}

/** A closed door through which a ball has to come on its way. */
export function doorBefore({ ground, world, task }: CandidateParts): string | undefined {
  if (task.verb !== 'bring') return undefined;
  const ball = world.state.entities.get(task.thing ?? '');
  const place = task.aim && placeOfAim(task.aim, world);
  if (ball?.kind !== 'ball' || place === undefined) return undefined;
  return doorOnWay(ball.body, ground.way(ball.body, place, obstaclesOf(world)), world)?.id;
}

/** The last place of a way to which it is straight from its beginning. */
function lastStraight(
  ground: GoalGround,
  from: GroundPoint,
  way: readonly GroundPoint[],
): GroundPoint | undefined {
  return way.findLast((place) => ground.isStraight(from, place)) ?? way[0];
}

/** Places to stand at that are tried for a cell. */
const standsPerCell = 3;

/** Cells by the target, or near the body, each from several sides. */
function placings({ ground, world, self, task }: CandidateParts): Manoeuvre[] {
  const body = world.state.players.get(self)?.body;
  const place = task.aim === undefined ? body && { ...body, radius: 4 } : placeOfAim(task.aim, world);
  if (body === undefined || place === undefined) return [];
  const found: { manoeuvre: Manoeuvre; away: number }[] = [];
  const reach = Math.ceil(place.radius);
  const around = ballsIn(world);
  const obstacles = obstaclesOf(world, around);
  const field = ground.field(body, obstaclesOf(world));
  for (let i = -reach; i <= reach; i++) {
    for (let j = -reach; j <= reach; j++) {
      const cell = { x: Math.floor(place.x + i) + 0.5, z: Math.floor(place.z + j) + 0.5 };
      if (distanceBetween(cell, place) > place.radius || !ground.hasRoom(cell, obstacles)) continue;
      const stands = Array.from({ length: 8 }, (_, k) => beyond(cell, (k * Math.PI) / 4, 1.5))
        .filter((from) => {
          const ahead = cellAhead({ ...from, heading: directionTo(from, cell) });
          return ahead.x === cell.x && ahead.z === cell.z && ground.hasRoom(from, obstacles);
        })
        .map((from) => ({ from, away: field(from) }))
        .filter(({ away }) => Number.isFinite(away))
        .sort((a, b) => a.away - b.away);
      for (const { from, away } of stands.slice(0, standsPerCell))
        found.push({ manoeuvre: { kind: 'stand', from, at: cell, button: 'place', around }, away });
    }
  }
  return found.sort((a, b) => a.away - b.away).map(({ manoeuvre }) => manoeuvre);
}

/** From around the block, near enough. */
function removals({ ground, world, self }: CandidateParts, at: GroundPoint): Manoeuvre[] {
  const body = world.state.players.get(self)?.body;
  if (body === undefined) return [];
  const around = ballsIn(world);
  const field = ground.field(body, obstaclesOf(world));
  const found: { manoeuvre: Manoeuvre; away: number }[] = [];
  for (const metres of [1.2, removeRange - 0.3]) {
    for (let k = 0; k < 8; k++) {
      const from = beyond(at, (k * Math.PI) / 4, metres);
      if (!ground.hasRoom(from, obstaclesOf(world))) continue;
      const away = field(from);
      if (Number.isFinite(away))
        found.push({ manoeuvre: { kind: 'stand', from, at, button: 'remove', around }, away });
    }
  }
  return found.sort((a, b) => a.away - b.away).map(({ manoeuvre }) => manoeuvre);
}

function ballsIn({ state }: GoalWorld): string[] {
  return [...state.entities].flatMap(([id, { kind }]) => (kind === 'ball' ? [id] : []));
}
