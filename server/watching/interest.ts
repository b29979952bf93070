import type { Entity } from '../../shared/entity.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import type { Manifest } from '../../shared/pack.ts';
import { cameraOf } from '../world/views/view-requests.ts';
import { drawnEntity, type Player, playerEntity, type WorldState } from '../world/world-state.ts';
import { sightOf } from './sight.ts';

/** Weights of continuous activity, each multiplied by its visibility. */
const activityWeights = { player: 1, ball: 1.5, door: 1.2, walking: 0.3, turning: 0.1 } as const;
/** Weights of events of one tick: a point, or a block or an orb that appears or disappears. */
const eventWeights = { point: 3, change: 1.5 } as const;
/** Seconds over which activity is averaged, and in which an event fades to a third. */
const smoothing = 0.8;
const fading = 2;
/** Angular speed that counts as turning, radians a second. */
const turning = 0.3;

interface Trace {
  x: number;
  z: number;
  heading: number;
  score: number;
  /** Averaged activity, and faded events. */
  activity: number;
  events: number;
}

/**
 * Measures the activity in each connected player's view: visible players, a rolling ball, sliding doors,
 * blocks and orbs that appear or disappear, points, and the player's own movement.
 */
export class Interest {
  readonly #manifest: Manifest;
  readonly #grid: SolidGrid;
  readonly #traces = new Map<string, Trace>();
  /** Drawn entities of the previous tick. Undefined before the first. */
  #entities: ReadonlyMap<string, Entity> | undefined;

  constructor(manifest: Manifest, grid: SolidGrid) {
    this.#manifest = manifest;
    this.#grid = grid;
  }

  /**
   * Takes the state after a tick and returns the interest (>= 0) of each player's view.
   *
   * @param watched Whether anyone watches. Otherwise only the players' own activity counts, because
   * visibility tests are slow.
   */
  update(state: Readonly<WorldState>, watched = true): Map<string, number> {
    const seconds = 1 / this.#manifest.view.rate;
    const entities = new Map<string, Entity>();
    for (const [id, entity] of state.entities) {
      const drawn = drawnEntity(entity);
      if (drawn !== undefined) entities.set(id, drawn);
    }
    const changed = this.#changed(entities);
    const moving = this.#moving(entities, seconds);
    this.#entities = entities;

    const interests = new Map<string, number>();
    for (const id of this.#traces.keys()) if (!state.players.has(id)) this.#traces.delete(id);
    for (const player of state.players.values()) {
      const trace = this.#trace(player);
      const camera = cameraOf(player, this.#manifest);
      const seen = (thing: Entity) => (watched ? sightOf(camera, thing, this.#manifest.view, this.#grid) : 0);
      let now = this.#ownActivity(player, trace, seconds);
      for (const other of state.players.values()) {
        if (other !== player && other.connected) now += activityWeights.player * seen(playerEntity(other));
      }
      for (const { entity, weight } of moving) now += weight * seen(entity);
      trace.activity += (now - trace.activity) * (1 - Math.exp(-seconds / smoothing));
      trace.events *= Math.exp(-seconds / fading);
      trace.events += eventWeights.point * Math.max(0, player.score - trace.score);
      for (const entity of changed) trace.events += eventWeights.change * seen(entity);
      const { x, z, heading } = player.body;
      Object.assign(trace, { x, z, heading, score: player.score });
      if (player.connected) interests.set(player.id, trace.activity + trace.events);
    }
    return interests;
  }

  #trace(player: Player): Trace {
    let trace = this.#traces.get(player.id);
    if (trace === undefined) {
      const { x, z, heading } = player.body;
      trace = { x, z, heading, score: player.score, activity: 0, events: 0 };
      this.#traces.set(player.id, trace);
    }
    return trace;
  }

  /** Activity of the player itself. */
  #ownActivity({ body }: Player, trace: Trace, seconds: number): number {
    const speed = Math.hypot(body.x - trace.x, body.z - trace.z) / seconds;
    const turn = Math.abs(Math.sin((body.heading - trace.heading) / 2)) * 2;
    const turns = turn / seconds > turning ? activityWeights.turning : 0;
    return activityWeights.walking * Math.min(1, speed / this.#manifest.motion.speedLimit) + turns;
  }

  /** Entities that appeared or disappeared since the last tick. */
  #changed(entities: ReadonlyMap<string, Entity>): Entity[] {
    const before = this.#entities ?? entities;
    const came = [...entities].filter(([id]) => !before.has(id));
    const went = [...before].filter(([id]) => !entities.has(id));
    return [...came, ...went].map(([, entity]) => entity);
  }

  /** Sliding doors and rolling balls, with their weights at full visibility. */
  #moving(entities: ReadonlyMap<string, Entity>, seconds: number): { entity: Entity; weight: number }[] {
    const moving: { entity: Entity; weight: number }[] = [];
    for (const [id, entity] of entities) {
      const before = this.#entities?.get(id);
      if (before === undefined) continue;
      if (entity.kind === 'door' && entity.state !== before.state) {
        moving.push({ entity, weight: activityWeights.door });
      }
      if (entity.kind !== 'ball') continue;
      const speed = Math.hypot(entity.x - before.x, entity.y - before.y, entity.z - before.z) / seconds;
      const weight = activityWeights.ball * Math.min(1, speed / this.#manifest.motion.speedLimit);
      if (weight > 0) moving.push({ entity, weight });
    }
    return moving;
  }
}
