import type { Box } from '../../shared/answers/answer.ts';
import type { Entity } from '../../shared/entity.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { GeneratedView } from '../contracts/view.ts';
import { drawnEntity, playerEntity, type WorldState } from '../world/world-state.ts';
import { type KnownWalls, openLines } from './open-line.ts';
import { isGone, plainPose, type SeenView, shownThings, type Visible } from './sightings.ts';

/** Ticks whose things are kept, because views are drawn after the world has moved on. */
const mostTicks = 16;

/** Metres within which somebody notices that a thing vanishes. */
const noticed = 1.5;

/** One look at a thing. */
export interface Sight {
  /** As it was then. */
  readonly entity: Entity;
  /** Whose view showed it. */
  readonly by: string;
  readonly tick: number;
  readonly pose: Pose;
  readonly box: Box;
}

/** A thing that was seen, and is not known to be gone. */
export interface Sighted {
  readonly id: string;
  /** Name of a player, else empty. */
  readonly name: string;
  readonly firstTick: number;
  /** It has been looked for where it was seen last, and is not there. */
  readonly moved: boolean;
  readonly last: Sight;
}

interface NamedThing extends Visible {
  readonly name: string;
}

/**
 * What the drawn views of a room have shown of things that can change: which, where, when, in whose view and in which
 * pixels; for the room and for each player. Of anything else in the state it knows nothing.
 */
export class SightLog {
  readonly #walls: KnownWalls;
  readonly #room = newRecord();
  readonly #byViewer = new Map<string, SightRecord>();
  readonly #things = new Map<number, readonly NamedThing[]>();

  constructor(walls: KnownWalls) {
    this.#walls = walls;
  }

  /** The world has moved on by a tick; views of it may follow. */
  advanced(state: Pick<WorldState, 'tick' | 'players' | 'entities'>): void {
    const things = thingsOf(state);
    this.#noticeVanished(things, state);
    this.#things.set(state.tick, things);
    for (const tick of this.#things.keys()) {
      if (this.#things.size <= mostTicks) break;
      this.#things.delete(tick);
    }
  }

  /** A player's view was drawn. Views of ticks that are not known any more are passed over. */
  drawn(view: SeenView & Pick<GeneratedView, 'view' | 'tick'>): void {
    const things = this.#things.get(view.tick);
    if (things === undefined) return;
    const others = things.filter(({ id }) => id !== view.view);
    const names = new Map(others.map(({ id, name }) => [id, name]));
    const own = this.#of(view.view);
    const isOpen = openLines(view.camera, this.#walls);
    const shown = shownThings(view, this.#walls.intrinsics, others, isOpen);
    const { tick, view: by } = view;
    for (const { id, entity, box } of shown) {
      const last: Sight = { entity, by, tick, pose: plainPose(view.camera), box };
      for (const { seen, firsts } of [this.#room, own]) {
        const firstTick = firsts.get(id) ?? tick;
        firsts.set(id, firstTick);
        seen.set(id, { id, name: names.get(id) ?? '', firstTick, moved: false, last });
      }
    }
    const now = new Set(shown.map(({ id }) => id));
    for (const { seen } of [this.#room, own]) {
      for (const [id, sighted] of seen) {
        if (now.has(id) || !isGone(view, this.#walls.intrinsics, sighted.last.entity)) continue;
        // What moves by itself is still somewhere.
        if (isMoving(sighted.last.entity)) seen.set(id, { ...sighted, moved: true });
        else seen.delete(id);
      }
    }
  }

  /** What everybody has seen. */
  get room(): ReadonlyMap<string, Sighted> {
    return this.#room.seen;
  }

  /** What one player has seen. */
  by(viewer: string): ReadonlyMap<string, Sighted> {
    return this.#byViewer.get(viewer)?.seen ?? nothing;
  }

  /** A player left for good. What the room knows by it stays. */
  left(viewer: string): void {
    this.#byViewer.delete(viewer);
  }

  /** The room is at an earlier moment: what was seen later never happened. */
  returned(tick: number): void {
    this.#things.clear();
    for (const { seen, firsts } of [this.#room, ...this.#byViewer.values()]) {
      for (const [id, { last }] of seen) if (last.tick > tick) seen.delete(id);
      for (const [id, first] of firsts) if (first > tick) firsts.delete(id);
    }
  }

  /** What vanishes beside somebody, such as an orb that is taken, is noticed without a look. */
  #noticeVanished(things: readonly Visible[], { players }: Pick<WorldState, 'players'>): void {
    const present = new Set(things.map(({ id }) => id));
    const vanished = [...this.#room.seen.values()].filter(({ id }) => !present.has(id));
    for (const { id, last } of vanished) {
      if (last.entity.kind === 'player') {
        // Everybody is told who leaves.
        for (const { seen } of [this.#room, ...this.#byViewer.values()]) seen.delete(id);
        continue;
      }
      const { x, z } = last.entity;
      const near = [...players.values()].filter(({ body }) => Math.hypot(body.x - x, body.z - z) < noticed);
      if (near.length > 0) this.#room.seen.delete(id);
      for (const player of near) this.#byViewer.get(player.id)?.seen.delete(id);
    }
  }

  #of(viewer: string): SightRecord {
    let record = this.#byViewer.get(viewer);
    if (record === undefined) {
      record = newRecord();
      this.#byViewer.set(viewer, record);
    }
    return record;
  }
}

/** What the room or one player has seen. */
interface SightRecord {
  /** What is not known to be gone. */
  readonly seen: Map<string, Sighted>;
  /** When things were seen first, also of those that were gone in between. */
  readonly firsts: Map<string, number>;
}

function newRecord(): SightRecord {
  return { seen: new Map(), firsts: new Map() };
}

function isMoving({ kind }: Entity): boolean {
  return kind === 'player' || kind === 'ball';
}

const nothing: ReadonlyMap<string, Sighted> = new Map();

/** Everything that a view may show, as it is now. */
export function thingsOf({ players, entities }: Pick<WorldState, 'players' | 'entities'>): NamedThing[] {
  const things: NamedThing[] = [];
  for (const player of players.values())
    things.push({ id: player.id, name: player.name, entity: playerEntity(player) });
  for (const [id, thing] of entities) {
    const entity = drawnEntity(thing);
    if (entity !== undefined) things.push({ id, name: '', entity });
  }
  return things;
}
