import { type Question, type QuestionKind, questionKinds } from '../../../shared/answers/question.ts';
import type { ColourName, Thing } from '../../../shared/answers/thing.ts';
import { type Entity, type EntityKind, entityKinds } from '../../../shared/entity.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { Random } from '../../reference/random.ts';
import { playerOf, trueThings, type WalkedRoom } from './scripted-walk.ts';
import { TrueGround } from './true-ground.ts';
import { clearly, type TrueSight } from './truth-sights.ts';

/** What is true of a question, by the true geometry and the full state. */
export type Truth =
  | { seen: false }
  | { seen: true; count: number }
  | { seen: true; id: string; at: GroundPoint; metres: number; turn: number }
  | { seen: true; size: readonly [number, number, number] }
  | { seen: true; place: { width: number; length: number } }
  | { seen: true; order: readonly string[] }
  | { seen: true; id: string; wayMetres: number; ground: TrueGround };

export interface Case {
  readonly question: Question;
  readonly kind: QuestionKind;
  readonly truth: Truth;
}

/** Colours of blocks as the palette lists them, by its numbers. */
const blockNames = ['red', 'blue', 'yellow', 'green'] as const satisfies ColourName[];
/** Share by which the distances of two things must differ for a question of which is nearer. */
const apart = 0.1;
/** True sizes in metres: width, height, depth. */
const sizes: Readonly<Record<EntityKind, readonly [number, number, number]>> = {
  player: [0.6, 1.8, 0.6],
  door: [1, 2.2, 0.16],
  block: [0.8, 0.8, 0.8],
  orb: [0.36, 0.36, 0.36],
  ball: [0.6, 0.6, 0.6],
};
/** Metres from a thing's middle at which one is there. */
const arrived: Readonly<Record<EntityKind, number>> = {
  orb: 0.75,
  ball: 0.9,
  player: 0.9,
  block: 1.1,
  door: 0.9,
};

interface Named {
  readonly id: string;
  readonly what: Thing;
  readonly sight: TrueSight | undefined;
  readonly metres: number;
}

/** Makes questions about a room with what is true of them. What was only glimpsed is left out: nobody could say. */
export class CaseMaker {
  readonly #room: WalkedRoom;
  readonly #random: Random;
  readonly #seen: ReadonlyMap<string, TrueSight>;

  constructor(room: WalkedRoom, random: Random) {
    this.#room = room;
    this.#random = random;
    this.#seen = room.truth.room.things;
  }

  /** A question of a kind; undefined where this room has none that is clear. */
  make(kind: QuestionKind, wantsUnseen: boolean): Case | undefined {
    if (wantsUnseen) return this.#unseen(kind);
    const made = this.#made(kind);
    return made && { kind, ...made };
  }

  /** Every way to name something, each with the nearest thing that it means. */
  #names(): { what: Thing; things: Named[] }[] {
    const whats: Thing[] = entityKinds.map((kind) => ({ kind }));
    for (const colour of blockNames) whats.push({ kind: 'block', colour });
    return whats.map((what) => ({ what, things: this.#meant(what) }));
  }

  /** All things in the state that a name means, seen or not; nearest first by where they were seen. */
  #meant(what: Thing): Named[] {
    const { world, asker } = this.#room;
    const { body } = playerOf(world, asker);
    return trueThings(world)
      .filter(({ id, entity }) => id !== asker && entity.kind === what.kind)
      .filter(({ id }) => what.colour === undefined || this.#colourOf(id) === what.colour)
      .map(({ id, entity }) => {
        const sight = this.#seen.get(id);
        const { x, z } = sight?.last ?? entity;
        return { id, what, sight, metres: Math.hypot(x - body.x, z - body.z) };
      })
      .sort((a, b) => a.metres - b.metres);
  }

  #colourOf(id: string): ColourName | undefined {
    const thing = this.#room.world.state.entities.get(id);
    return thing?.kind === 'block' ? blockNames[thing.colour] : undefined;
  }

  /** A name of which all things are clearly seen or not, and the nearest seen one is much nearer than the next. */
  #clear(): { what: Thing; named: Named }[] {
    return this.#names().flatMap(({ what, things }) => {
      const seen = things.filter(isSeen);
      if (!things.every(isClear) || seen.length === 0) return [];
      const [first, second] = seen;
      if (second && second.metres < first.metres * (1 + apart) + 0.3) return [];
      return first.metres < 0.5 ? [] : [{ what, named: first }];
    });
  }

  #made(kind: QuestionKind): Omit<Case, 'kind'> | undefined {
    const room = { seenBy: 'room' } as const;
    switch (kind) {
      case 'count': {
        const names = this.#names().filter(({ things }) => things.every(isClear) && things.some(isSeen));
        const name = this.#pick(names);
        if (name === undefined) return undefined;
        const count = name.things.filter(isSeen).length;
        return { question: { ask: 'count', what: name.what, ...room }, truth: { seen: true, count } };
      }
      case 'where':
      case 'distance':
      case 'direction': {
        const clear = this.#pick(this.#clear());
        if (clear === undefined) return undefined;
        return { question: { ask: kind, what: clear.what, ...room }, truth: this.#placeOf(clear.named) };
      }
      case 'size': {
        if (this.#random.next() < 0.6) return this.#placeSize();
        const clear = this.#pick(this.#clear());
        if (clear === undefined) return undefined;
        const size = sizes[clear.what.kind];
        return { question: { ask: 'size', what: clear.what, ...room }, truth: { seen: true, size } };
      }
      case 'nearer': {
        const one = this.#pick(this.#clear());
        const others = this.#clear().filter(({ what, named }) => {
          if (one === undefined || what.kind === one.what.kind) return false;
          const [near, far] = [named.metres, one.named.metres].sort((a, b) => a - b);
          return far > near * (1 + apart) + 0.2;
        });
        const other = this.#pick(others);
        if (one === undefined || other === undefined) return undefined;
        const near = one.named.metres < other.named.metres ? one : other;
        return {
          question: { ask: 'nearer', what: one.what, than: other.what, ...room },
          truth: this.#placeOf(near.named),
        };
      }
      case 'order':
        return this.#order();
      case 'route':
        return this.#route();
    }
  }

  #order(): Omit<Case, 'kind'> | undefined {
    const chosen: { what: Thing; named: Named }[] = [];
    const kinds = new Set<EntityKind>();
    for (const clear of this.#shuffled(this.#clear())) {
      const { glimpsed, first } = clear.named.sight ?? { glimpsed: 0, first: 0 };
      const overlaps = chosen.some(({ named }) => {
        const other = named.sight;
        return other === undefined || !(first < other.glimpsed || other.first < glimpsed);
      });
      if (overlaps || kinds.has(clear.what.kind)) continue;
      if (this.#room.taken.has(clear.named.id)) continue;
      chosen.push(clear);
      kinds.add(clear.what.kind);
      if (chosen.length === 3) break;
    }
    if (chosen.length < 2) return undefined;
    const order = [...chosen].sort((a, b) => (a.named.sight?.first ?? 0) - (b.named.sight?.first ?? 0));
    return {
      question: { ask: 'order', things: chosen.map(({ what }) => what), seenBy: 'room' },
      truth: { seen: true, order: order.map(({ named }) => named.id) },
    };
  }

  #placeSize(): Omit<Case, 'kind'> | undefined {
    const { world, asker, held } = this.#room;
    const { body } = playerOf(world, asker);
    const doors = held.reference.doors.map((door, number) => ({ door, number }));
    const trueDoors = [...world.state.entities].filter(([, { kind }]) => kind === 'door');
    const ground = new TrueGround(held.reference, []);
    // A door that nobody has clearly seen, or clearly not, would leave open where the place ends.
    const frames = trueDoors.flatMap(([id], number) => {
      const sight = this.#seen.get(id);
      const frame = doors[number].door;
      return sight?.clear ? [frame] : [];
    });
    const unsure = trueDoors.flatMap(([id], number) =>
      isClear({ sight: this.#seen.get(id) }) ? [] : [doors[number].door],
    );
    const along = (dx: number, dz: number) => {
      const metres = ground.free(body, dx, dz, frames);
      return ground.free(body, dx, dz, [...frames, ...unsure]) === metres ? metres : undefined;
    };
    const [east, west, north, south] = [along(1, 0), along(-1, 0), along(0, 1), along(0, -1)];
    if (east === undefined || west === undefined || north === undefined || south === undefined)
      return undefined;
    const looksAlongZ = Math.abs(Math.cos(body.heading)) > Math.abs(Math.sin(body.heading));
    const place = looksAlongZ
      ? { width: east + west, length: north + south }
      : { width: north + south, length: east + west };
    return { question: { ask: 'size', seenBy: 'room' }, truth: { seen: true, place } };
  }

  #route(): Omit<Case, 'kind'> | undefined {
    const { world, asker, held } = this.#room;
    const { body } = playerOf(world, asker);
    const blocks = [...this.#seen.values()].map(({ last }) => last).filter(({ kind }) => kind === 'block');
    const sawAllBlocks = this.#meant({ kind: 'block' }).every(isClear);
    const clear = this.#pick(this.#clear().filter(({ named }) => named.metres > 2));
    const goal = clear?.named.sight?.last;
    if (clear === undefined || goal === undefined || !sawAllBlocks) return undefined;
    const others = blocks.filter(({ x, z }) => x !== goal.x || z !== goal.z);
    const ground = new TrueGround(held.reference, others);
    const wayMetres = ground.length(body, doorFrame(goal), arrived[goal.kind]);
    if (wayMetres === undefined) return undefined;
    return {
      question: { ask: 'route', what: clear.what, seenBy: 'room' },
      truth: { seen: true, id: clear.named.id, wayMetres, ground },
    };
  }

  /** A question about what nobody has seen. */
  #unseen(kind: QuestionKind): Case | undefined {
    const names = this.#names().filter(({ things }) => things.every(isClear) && !things.some(isSeen));
    const name = this.#pick(names);
    const clear = this.#pick(this.#clear());
    if (name === undefined) return undefined;
    const { what } = name;
    const room = { seenBy: 'room' } as const;
    const truth = { seen: false } as const;
    switch (kind) {
      case 'nearer':
        if (clear === undefined || clear.what.kind === what.kind) return undefined;
        return { kind, truth, question: { ask: kind, what: clear.what, than: what, ...room } };
      case 'order':
        if (clear === undefined || clear.what.kind === what.kind) return undefined;
        return { kind, truth, question: { ask: kind, things: [clear.what, what], ...room } };
      default:
        return { kind, truth, question: { ask: kind, what, ...room } };
    }
  }

  #placeOf({ id, sight, metres }: Named): Truth {
    if (sight === undefined) return { seen: false };
    const { body } = playerOf(this.#room.world, this.#room.asker);
    const at = { x: sight.last.x, z: sight.last.z };
    const ahead = (at.x - body.x) * Math.sin(body.heading) + (at.z - body.z) * Math.cos(body.heading);
    const right = (at.x - body.x) * Math.cos(body.heading) - (at.z - body.z) * Math.sin(body.heading);
    return { seen: true, id, at, metres, turn: Math.atan2(right, ahead) };
  }

  #pick<Each>(all: readonly Each[]): Each | undefined {
    return all.length === 0 ? undefined : all[this.#random.integer(all.length)];
  }

  #shuffled<Each>(all: readonly Each[]): Each[] {
    return all
      .map((each) => ({ each, lot: this.#random.next() }))
      .sort((a, b) => a.lot - b.lot)
      .map(({ each }) => each);
  }
}

/** So many questions about a room, of the kinds in turn; every sixth about what nobody has seen. */
export function casesOf(room: WalkedRoom, random: Random, wanted: number, first: number): Case[] {
  const maker = new CaseMaker(room, random);
  const cases: Case[] = [];
  for (let turn = 0; cases.length < wanted && turn < 10 * wanted; turn++) {
    const kind = questionKinds[(first + turn) % questionKinds.length];
    const made = maker.make(kind, random.integer(6) === 0);
    if (made) cases.push(made);
  }
  return cases;
}

function isSeen({ sight }: Pick<Named, 'sight'>): boolean {
  return sight?.clear === true;
}

/** Clearly seen, and last seen where it was last glimpsed; or clearly not. */
function isClear({ sight }: Pick<Named, 'sight'>): boolean {
  if (sight === undefined || sight.most <= clearly.unseen) return true;
  if (!sight.clear) return false;
  return Math.hypot(sight.last.x - sight.glimpse.x, sight.last.z - sight.glimpse.z) < 0.3;
}

function doorFrame(entity: Entity): GroundPoint {
  if (entity.kind !== 'door') return entity;
  const aside = 0.92 * entity.state;
  return { x: entity.x - Math.cos(entity.yaw) * aside, z: entity.z + Math.sin(entity.yaw) * aside };
}
