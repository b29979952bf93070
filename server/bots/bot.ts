import type { Action } from '../../shared/action.ts';
import { neutralAction } from '../../shared/action.ts';
import type { BotLevel } from '../../shared/bot.ts';
import type { Entity } from '../../shared/entity.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import { isInLineOfSight } from '../../shared/geometry/line-of-sight.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { useRange } from '../../shared/geometry/reach.ts';
import { counts } from '../world/modes/match.ts';
import { chance } from '../world/random.ts';
import { cameraOf } from '../world/views/view-requests.ts';
import type { World } from '../world/world.ts';
import { drawnEntity, type Player } from '../world/world-state.ts';
import { BotSight } from './bot-sight.ts';
import { type BotSkill, botSkills } from './bot-skill.ts';
import { fetchOrbs } from './orb-strategy.ts';
import { rushForRelic } from './relic-strategy.ts';
import { directionTo, distanceBetween, steer } from './steering.ts';
import type { Intention, Strategy } from './strategy.ts';
import { playTag } from './tag-strategy.ts';
import { placeSpacing, WalkableGround } from './walkable-ground.ts';

const strategies: Readonly<Record<string, Strategy>> = {
  'relic-rush': rushForRelic,
  'relic-teams': rushForRelic,
  tag: playTag,
};

/** Metres at which a place of the way counts as reached. */
const near = 0.45;
/** A bot that moves less than so many metres in so many seconds steps aside. */
const stuckSeconds = 1.5;
const stuckMetres = 0.4;
/** Seconds after which it looks at the ground anew. */
const refreshSeconds = 5;
/** Key of a bot's random numbers. */
const lots = 0x626f7473;

/**
 * Plays a body by its inputs, as a person does: it decides by what its player's view would show (bot-sight.ts), walks over
 * ground that memory and map know, and opens doors. It follows from the room's seed and state alone.
 */
export class Bot {
  readonly id: string;
  readonly level: BotLevel;
  readonly #world: World;
  readonly #roomSeed: number;
  readonly #skill: BotSkill;
  readonly #sight: BotSight;
  readonly #ground: WalkableGround;
  #intention: Intention | undefined;
  #way: GroundPoint[] = [];
  #decided = Number.NEGATIVE_INFINITY;
  #refreshed = 0;
  #progress = { tick: 0, x: 0, z: 0 };
  #aside: { direction: number; until: number } | undefined;

  /** The player `id` must be in the world when it acts. */
  constructor(world: World, id: string, { level, roomSeed }: { level: BotLevel; roomSeed: number }) {
    this.id = id;
    this.level = level;
    this.#world = world;
    this.#roomSeed = roomSeed;
    this.#skill = botSkills[level];
    this.#ground = new WalkableGround(world.ground);
    const { rate } = world.manifest.view;
    this.#sight = new BotSight(id, { memorySeconds: this.#skill.memorySeconds, rate });
  }

  /** The action of the next tick. */
  act(): Action {
    const player = this.#world.state.players.get(this.id);
    if (player === undefined || !counts(this.#world.match)) return neutralAction;
    const { tick } = this.#world.state;
    const { rate } = this.#world.manifest.view;
    // The room was taken back to an earlier moment.
    if (tick < this.#decided) this.#decided = this.#refreshed = Number.NEGATIVE_INFINITY;
    this.#sight.look(this.#world, cameraOf(player, this.#world.manifest));
    if (tick - this.#decided >= this.#skill.decideSeconds * rate) this.#decide(player, tick);
    return this.#carryOut(player, tick, rate);
  }

  #decide({ body }: Player, tick: number): void {
    this.#decided = tick;
    if (tick - this.#refreshed > refreshSeconds * this.#world.manifest.view.rate) {
      this.#refreshed = tick;
      this.#ground.refresh();
    }
    const strategy = strategies[this.#world.match.mode] ?? fetchOrbs;
    this.#intention =
      strategy({
        self: { id: this.id, x: body.x, z: body.z },
        sight: this.#sight,
        match: this.#world.match,
        lead: this.#skill.lead,
        ground: this.#ground,
      }) ?? this.#strolling(body, tick);
    const { goal, straight, around } = this.#intention;
    const way = straight ? [] : this.#find(body, goal, around);
    // Places of the lattice lie beside the goal.
    const last = way.at(-1) ?? body;
    this.#way = straight || distanceBetween(last, goal) < placeSpacing ? [...way, goal] : way;
  }

  /** With nothing to do it looks for something: it goes to places that it does not see from where it is. */
  #strolling({ x, z }: GroundPoint, tick: number): Intention {
    const old = this.#intention;
    if (old && !old.straight && distanceBetween({ x, z }, old.goal) > 1 && this.#way.length > 0) return old;
    const direction = 2 * Math.PI * this.#chance(tick, 0);
    const metres = 4 + 6 * this.#chance(tick, 1);
    const goal = { x: x + metres * Math.sin(direction), z: z + metres * Math.cos(direction) };
    return { goal, around: [], straight: false };
  }

  #carryOut({ body, pitch }: Player, tick: number, rate: number): Action {
    while (this.#way.length > 1 && this.#isPassed(body)) this.#way.shift();
    const [next] = this.#way;
    if (next === undefined || (this.#way.length === 1 && distanceBetween(body, next) < 0.15)) {
      this.#progress = { tick, x: body.x, z: body.z };
      return steer(
        { heading: body.heading, pitch },
        { direction: undefined, pace: 0, facing: body.heading + 0.5 },
        this.#turnPerTick,
      );
    }
    const aim = directionTo(body, next);
    const wander = this.#skill.wander * (2 * this.#chance(Math.floor(tick / rate), 2) - 1);
    const direction = this.#stepsAside(body, tick, rate) ?? aim + wander;
    const course = { direction, pace: this.#skill.pace, facing: aim };
    const action = steer({ heading: body.heading, pitch }, course, this.#turnPerTick);
    return { ...action, use: this.#opensDoor(body, next, tick) };
  }

  /** A place of the way is passed when the next one can be seen from near it. */
  #isPassed(body: GroundPoint): boolean {
    const [first, second] = this.#way;
    if (distanceBetween(body, first) < near) return true;
    return (
      distanceBetween(body, second) < distanceBetween(first, second) &&
      isInLineOfSight(body, second, this.#world.ground)
    );
  }

  /** Whoever gets nowhere steps aside for a moment, at random to one side. */
  #stepsAside({ x, z, heading }: Player['body'], tick: number, rate: number): number | undefined {
    if (distanceBetween({ x, z }, this.#progress) > stuckMetres) this.#progress = { tick, x, z };
    if (tick - this.#progress.tick > stuckSeconds * rate) {
      const side = this.#chance(tick, 3) < 0.5 ? -1 : 1;
      this.#aside = { direction: heading + side * (0.9 + this.#chance(tick, 4)), until: tick + rate / 2 };
      this.#progress = { tick, x, z };
      this.#decided = Number.NEGATIVE_INFINITY;
    }
    return this.#aside && tick < this.#aside.until ? this.#aside.direction : undefined;
  }

  /** Opens a closed door that it sees between itself and the next place. */
  #opensDoor(body: Player['body'], next: GroundPoint, tick: number): boolean {
    if (tick % 4 !== 0) return false;
    const ahead = directionTo(body, next);
    for (const [id, thing] of this.#world.state.entities) {
      if (thing.kind !== 'door' || thing.opening || !this.#sight.of(id)) continue;
      const away = distanceBetween(body, thing.closed);
      const off = Math.abs(wrapAngle(directionTo(body, thing.closed) - ahead));
      const isFaced = Math.abs(wrapAngle(directionTo(body, thing.closed) - body.heading)) < 0.9;
      if (away < useRange - 0.2 && off < 0.7 && isFaced) return true;
    }
    return false;
  }

  /** A way around walls, blocks, and what it is to go around. Doors are opened, people make room. */
  #find(from: GroundPoint, to: GroundPoint, around: readonly string[]): GroundPoint[] {
    const obstacles: Entity[] = [];
    for (const [id, thing] of this.#world.state.entities) {
      if (thing.kind !== 'block' && !around.includes(id)) continue;
      const drawn = drawnEntity(thing);
      if (drawn && this.#sight.of(id)) obstacles.push(drawn);
    }
    return this.#ground.way(from, to, obstacles);
  }

  get #turnPerTick(): number {
    const { actions, view } = this.#world.manifest;
    return actions.turnRate / view.rate;
  }

  #chance(tick: number, lot: number): number {
    const colour = this.#world.state.players.get(this.id)?.colour ?? 0;
    return chance(this.#roomSeed, lots + lot, tick, colour);
  }
}
