import { chance } from '../world/random.ts';
import { testManifest } from '../world/world.fixture.ts';
import { ladderOf, type Rung } from './ladder.ts';
import { type GovernedView, SizeControl } from './size-control.ts';

/** A machine that draws views in simulated time: worker threads, a main thread, rooms on one period. */
export interface MachineOptions {
  rungs: readonly Rung[];
  /** Milliseconds of a worker thread for a view at each rung when the machine does nothing else. */
  costs: readonly number[];
  period: number;
  workers: number;
  /** Milliseconds of the main thread for a view at the own size; and for each view before it is drawn. */
  delivery: number;
  overhead: number;
  /** Share of ticks at which the main thread stands still for 150 ms: collected garbage, a page that loads. */
  pauses?: number;
  /** Share by which costs vary at random. */
  noise: number;
  seed: number;
}

/** A tick as it went: its views were delivered in full, or it could not be drawn. */
export interface SimulatedTick {
  began: number;
  /** Infinite where it was not drawn, because a newer one was. */
  delivered: number;
}

interface Room {
  id: string;
  views: GovernedView[];
  waiting: number | undefined;
  drawing: boolean;
}

interface Event {
  at: number;
  /** Breaks ties, so that the order is always the same. */
  number: number;
  run(): void;
}

/** Milliseconds that the main thread stands still. */
const pause = 150;

/** Rungs of every view, as they were after a change. */
export interface SimulatedChange {
  at: number;
  view: string;
  rung: number;
}

/** Runs a {@link SizeControl} on a simulated machine. The same options and script give the same run. */
export class SimulatedMachine {
  readonly control: SizeControl;
  readonly ticks: SimulatedTick[] = [];
  readonly changes: SimulatedChange[] = [];
  /** Greatest number of rungs between two views at any time. */
  spread = 0;
  /** Milliseconds. */
  now = 0;
  /** Views cost this many times as much, because others use the machine, too. */
  slowdown = 1;
  workers: number;
  /** Nothing changes in any view: none has to be drawn again. */
  atRest = false;
  readonly #options: MachineOptions;
  readonly #rooms = new Map<string, Room>();
  readonly #rungs = new Map<string, number>();
  #free: number[] = [];
  #mainFree = 0;
  #events: Event[] = [];
  #count = 0;

  constructor(options: MachineOptions) {
    this.#options = options;
    this.workers = options.workers;
    this.control = new SizeControl({
      rungs: options.rungs,
      period: options.period,
      workers: () => this.workers,
    });
    this.#every(500, () => this.#decided(this.control.sample(this.now)));
  }

  /** From now on a room has these views; its first tick follows at once. */
  room(id: string, players: number, cameras = 0): void {
    const views: GovernedView[] = [
      ...Array.from({ length: players }, (_, i) => ({ id: `${id}/p${i}`, kind: 'player' as const })),
      ...Array.from({ length: cameras }, (_, i) => ({ id: `${id}/c${i}`, kind: 'camera' as const })),
    ];
    const known = this.#rooms.get(id);
    if (known !== undefined) known.views = views;
    else {
      const room: Room = { id, views, waiting: undefined, drawing: false };
      this.#rooms.set(id, room);
      this.#every(this.#options.period, () => this.#beat(room));
    }
  }

  run(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }

  rungs(): number[] {
    return this.control.views.map(({ id }) => this.control.rungOf(id) ?? -1);
  }

  #beat(room: Room): void {
    const all = [...this.#rooms.values()].flatMap(({ views }) => views);
    this.#decided(this.control.attend(this.now, all));
    if (room.views.length === 0) return;
    if (room.waiting !== undefined) {
      this.ticks.push({ began: room.waiting, delivered: Number.POSITIVE_INFINITY });
      this.#decided(this.control.missed(this.now));
    }
    room.waiting = this.now;
    this.#draw(room);
  }

  #draw(room: Room): void {
    if (room.drawing || room.waiting === undefined) return;
    const began = room.waiting;
    room.waiting = undefined;
    room.drawing = true;
    const { overhead, delivery, rungs, pauses = 0, seed } = this.#options;
    if (chance(seed, this.#count++) < pauses) this.#mainFree = Math.max(this.now, this.#mainFree) + pause;
    this.#mainFree = Math.max(this.now, this.#mainFree) + overhead * room.views.length;
    const asked = this.#mainFree;
    const views = room.views.map(({ id }) => {
      const rung = this.control.rungOf(id) ?? rungs.length - 1;
      return { rung, milliseconds: this.#cost(rung), imagined: false };
    });
    const drawn = Math.max(...views.map(({ milliseconds }) => this.#work(asked, milliseconds)));
    this.#at(drawn, () => {
      const own = rungs[rungs.length - 1].size.width;
      const pixels = views.reduce((sum, { rung }) => sum + (rungs[rung].size.width / own) ** 2, 0);
      this.#mainFree = Math.max(this.now, this.#mainFree) + delivery * pixels;
      const delivered = this.#mainFree;
      this.#at(delivered, () => {
        room.drawing = false;
        this.ticks.push({ began, delivered });
        this.#decided(this.control.delivered({ began, delivered, delivery: delivered - drawn, views }));
        this.#draw(room);
      });
    });
  }

  /** When a job that comes at `asked` is done by whichever worker is free first. */
  #work(asked: number, milliseconds: number): number {
    this.#free.length = Math.min(this.#free.length, this.workers);
    while (this.#free.length < this.workers) this.#free.push(0);
    const worker = this.#free.indexOf(Math.min(...this.#free));
    this.#free[worker] = Math.max(asked, this.#free[worker]) + milliseconds;
    return this.#free[worker];
  }

  #cost(rung: number): number {
    if (this.atRest) return 0;
    const { costs, noise, seed } = this.#options;
    const varied = 1 + noise * (2 * chance(seed, this.#count++) - 1);
    return costs[rung] * varied * this.slowdown;
  }

  #decided(changed: boolean): void {
    if (!changed) return;
    for (const { id } of this.control.views) {
      const rung = this.control.rungOf(id) ?? 0;
      if (this.#rungs.get(id) !== rung) this.changes.push({ at: this.now, view: id, rung });
      this.#rungs.set(id, rung);
    }
    const rungs = this.rungs();
    this.spread = Math.max(this.spread, Math.max(...rungs) - Math.min(...rungs));
  }

  #every(period: number, run: () => void): void {
    const next = (at: number) =>
      this.#at(at, () => {
        run();
        next(at + period);
      });
    next(this.now);
  }

  #at(at: number, run: () => void): void {
    this.#events.push({ at, number: this.#count++, run });
  }

  #next(end: number): Event | undefined {
    let first: Event | undefined;
    for (const event of this.#events) {
      if (
        first === undefined ||
        event.at < first.at ||
        (event.at === first.at && event.number < first.number)
      ) {
        first = event;
      }
    }
    if (first === undefined || first.at > end) return undefined;
    this.#events = this.#events.filter((event) => event !== first);
    return first;
  }
}

/** Milliseconds of a tick. */
export const period = 1000 / 12;
const view = { ...testManifest.view, width: 256, height: 144 };
const sizes = [
  { width: 512, height: 288 },
  { width: 384, height: 216 },
];
const memory = { ...testManifest.memory, slots: 8 };
/** 512x288, 384x216, 256x144, and two with fewer keyframes. */
export const rungs = ladderOf({ view: { ...view, sizes }, memory });

/** Two cores that draw a view at its own size in 8 ms. */
export function machine(changes: Partial<MachineOptions> = {}): SimulatedMachine {
  return new SimulatedMachine({
    rungs,
    costs: [15, 11, 8, 7.5, 7],
    period,
    workers: 2,
    delivery: 1.2,
    overhead: 0.8,
    noise: 0.15,
    seed: 1,
    ...changes,
  });
}

/** Ticks from `from` on that came more than one period late, or were not drawn. */
export function late(run: SimulatedMachine, from = 0): number {
  return run.ticks.filter(({ began, delivered }) => began >= from && delivered > began + 2 * period).length;
}
