import type { WorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import { initialState } from '../../../server/world/spawn.ts';
import { drawnEntity, obstaclesFor } from '../../../server/world/world-state.ts';
import { blockColours, type Entity, halfExtents } from '../../../shared/entity.ts';
import { meets } from '../../../shared/geometry/footprint.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { fits } from '../../../shared/geometry/reach.ts';
import type { Random } from '../../reference/random.ts';
import { clearance } from '../rollout/clear-place.ts';
import type { Scenery } from './stage.ts';

/** Free metres around a player at a start, and between two players. */
const elbowRoom = 0.42;
const apartFromOthers = 0.8;
/** Tries for one place. */
const tries = 60;
/** Metres between tested points of a line of sight, and how far it may end before its goal. */
const sightStep = 0.1;
const sightEnd = 0.6;

export interface Around {
  /** Metres from the middle, at least and at most. */
  near: number;
  far: number;
  /** Bearing of the middle from the place, radians as a yaw is; any by default. */
  bearing?: number | undefined;
  /** Places of others. */
  others?: readonly GroundPoint[];
}

/** Where players can stand and things can be put in a world with these entities. */
export class Places {
  readonly #scenery: Scenery;
  readonly #obstacles: readonly Entity[];
  readonly #things: readonly Entity[];

  constructor(scenery: Scenery, entities: WorldSeed['entities']) {
    this.#scenery = scenery;
    const state = initialState({ entities, controls: {} });
    this.#obstacles = obstaclesFor(state, undefined);
    this.#things = [...state.entities.values()].map(drawnEntity).filter((thing) => thing !== undefined);
  }

  /** Whether there is free ground of this radius both in the world and in what memory knows of it. */
  isClear({ x, z }: GroundPoint, radius = elbowRoom): boolean {
    const { held, memory } = this.#scenery;
    if (held.reference.solidAt(Math.floor(x), Math.floor(z))) return false;
    return [held.reference, memory.heights].every((grid) => clearance(grid, this.#obstacles, x, z) >= radius);
  }

  /** A place from which the middle is seen, with its bearing; undefined if none was found. */
  stand(
    middle: GroundPoint,
    { near, far, bearing, others = [] }: Around,
    random: Random,
  ): (GroundPoint & { yaw: number }) | undefined {
    for (let i = 0; i < tries; i++) {
      const yaw = bearing ?? random.range(-Math.PI, Math.PI);
      const away = random.range(near, far);
      const place = { x: middle.x - away * Math.sin(yaw), z: middle.z - away * Math.cos(yaw), yaw };
      const crowded = others.some(({ x, z }) => Math.hypot(x - place.x, z - place.z) < apartFromOthers);
      if (!crowded && this.isClear(place) && this.#seen(place, middle)) return place;
    }
    return undefined;
  }

  /** The centre of a free cell with this free radius around it. */
  freeCell(radius: number, random: Random): GroundPoint | undefined {
    const { size } = this.#scenery.held.reference;
    for (let i = 0; i < 10 * tries; i++) {
      const cell = { x: random.integer(size) + 0.5, z: random.integer(size) + 0.5 };
      const block = blockAt(cell, 0);
      const orb = this.#things.some((thing) => thing.kind === 'orb' && meets(block, thing));
      if (!orb && this.isClear(cell, radius) && fits(block, this.#obstacles)) return cell;
    }
    return undefined;
  }

  #seen(from: GroundPoint, to: GroundPoint): boolean {
    const { reference } = this.#scenery.held;
    const distance = Math.hypot(to.x - from.x, to.z - from.z);
    for (let at = 0; at < distance - sightEnd; at += sightStep) {
      const x = from.x + ((to.x - from.x) * at) / distance;
      const z = from.z + ((to.z - from.z) * at) / distance;
      if (reference.solidAt(Math.floor(x), Math.floor(z))) return false;
    }
    return true;
  }
}

/** A block on the ground, as it is drawn. */
export function blockAt({ x, z }: GroundPoint, colour: number): Entity {
  return {
    kind: 'block',
    x,
    y: halfExtents.block[1],
    z,
    yaw: 0,
    colour: blockColours[colour % blockColours.length],
    state: 0,
  };
}
