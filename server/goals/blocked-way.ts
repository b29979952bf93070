import type { GroundPoint } from '../../shared/geometry/point.ts';
import { distanceBetween } from '../bots/steering.ts';
import { type CandidateParts, candidatesFor } from './candidates.ts';
import { sideOf } from './door-sides.ts';
import { metresToSegment, obstaclesOf } from './goal-ground.ts';
import type { GoalWorld } from './goal-world.ts';
import type { Manoeuvre } from './manoeuvre.ts';
import { placeOfAim } from './referents.ts';

/** Metres from the middle of a block to a way within which it lies in the way: half a block and half a body. */
const inTheWay = 0.65;

/**
 * The block that has to be removed before a step can be done: the first one on the shortest of the ways that bodies, or the ball,
 * would have if no block lay there. Undefined where a way leads around all blocks, or none would lead there without them either.
 */
export function blockBefore(parts: CandidateParts): string | undefined {
  const { world, self, task } = parts;
  const body = world.state.players.get(self)?.body;
  if (body === undefined) return undefined;
  // What a step is about is nothing in its way.
  const about = [task.thing, task.aim && 'id' in task.aim ? task.aim.id : undefined];
  const bare = withoutBlocks(world, about);
  if (bare.state.entities.size === world.state.entities.size) return undefined;
  const ball = ballOf(parts);
  if (ball !== undefined) {
    const { at, to } = ball;
    // A body has to get at the ball, too, whichever way it pushes it then.
    return blockOnWayTo(parts, at, to, bare) ?? blockOnWayTo(parts, body, at, bare);
  }
  const ways = (one: GoalWorld) => {
    const field = parts.ground.field(body, obstaclesOf(one));
    return candidatesFor({ ...parts, world: one })
      .flatMap((manoeuvre) => placeOf(manoeuvre, body) ?? [])
      .filter((place) => isBeyond(parts, place))
      .map((place) => ({ place, metres: field(place) }))
      .filter(({ metres }) => Number.isFinite(metres));
  };
  if (ways(world).length > 0) return undefined;
  const [nearest] = ways(bare).sort((a, b) => a.metres - b.metres);
  return nearest && firstBlock(parts, body, nearest.place, bare);
}

/** The first block on the way from one place to another, where none leads around the blocks. */
function blockOnWayTo(
  parts: CandidateParts,
  from: GroundPoint,
  to: GroundPoint,
  bare: GoalWorld,
): string | undefined {
  const leads = (world: GoalWorld) => Number.isFinite(parts.ground.field(to, obstaclesOf(world))(from));
  return leads(parts.world) || !leads(bare) ? undefined : firstBlock(parts, from, to, bare);
}

function firstBlock(
  { ground, world }: CandidateParts,
  from: GroundPoint,
  to: GroundPoint,
  bare: GoalWorld,
): string | undefined {
  const blocks = [...world.state.entities].flatMap(([id, one]) =>
    one.kind === 'block' && !bare.state.entities.has(id) ? [{ id, x: one.x, z: one.z }] : [],
  );
  let before = from;
  for (const place of ground.way(from, to, obstaclesOf(bare))) {
    const first = blocks
      .filter((block) => metresToSegment(block, before, place) < inTheWay)
      .sort((a, b) => distanceBetween(a, before) - distanceBetween(b, before))[0];
    if (first !== undefined) return first.id;
    before = place;
  }
  return undefined;
}

/** Where a manoeuvre takes the body. */
function placeOf(manoeuvre: Manoeuvre, body: GroundPoint): GroundPoint | undefined {
  switch (manoeuvre.kind) {
    case 'walk':
      return manoeuvre.to;
    case 'stand':
      return manoeuvre.from ?? body;
    case 'push':
    case 'dribble':
      return undefined;
  }
}

/** Whether a place is on the side of the door to which a body has to come through it, where it has to. */
function isBeyond({ world, task: { thing = '', side } }: CandidateParts, place: GroundPoint): boolean {
  const door = world.state.entities.get(thing);
  return door?.kind !== 'door' || side === undefined || sideOf(door, place) * side > 0;
}

/** The ball that a step is about, and where it is to be. */
function ballOf({ world, task }: CandidateParts): { at: GroundPoint; to: GroundPoint } | undefined {
  if (task.verb !== 'bring') return undefined;
  const ball = world.state.entities.get(task.thing ?? '');
  const to = task.aim && placeOfAim(task.aim, world);
  return ball?.kind === 'ball' && to !== undefined ? { at: ball.body, to } : undefined;
}

/** The same world without its blocks but for some. */
function withoutBlocks(world: GoalWorld, but: readonly (string | undefined)[]): GoalWorld {
  const { state, match, ground, manifest } = world;
  const left = [...state.entities].filter(([id, { kind }]) => kind !== 'block' || but.includes(id));
  return { state: { ...state, entities: new Map(left) }, match, ground, manifest };
}
