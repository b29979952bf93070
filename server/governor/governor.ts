import type { PictureLimit } from '../../shared/media.ts';
import type { Manifest } from '../../shared/pack.ts';
import { isSameSize } from '../contracts/picture.ts';
import type { GeneratedView } from '../contracts/view.ts';
import type { Log } from '../log.ts';
import type { World } from '../world/world.ts';
import type { ViewTimes } from '../world/world-tick.ts';
import { bestFor, ladderOf, ownSizeOf, type Rung } from './ladder.ts';
import { type GovernedView, SizeControl } from './size-control.ts';

/** What is measured and set of a room's world. */
export type GovernedWorld = Pick<World, 'drawnViews' | 'pictureSizes' | 'keyframeLimits'> & {
  readonly statistics: Pick<World['statistics'], 'undrawnTicks' | 'missedTicks'>;
};

export interface GovernorOptions {
  manifest: Manifest;
  /** Threads that draw, now. */
  workers(): number;
  log: Pick<Log, 'info'>;
  /** Milliseconds on performance.now's clock. */
  clock?: () => number;
}

/** What the governor does, for the health page. Times are milliseconds; null until enough was measured. */
export interface GovernorReport {
  workers: number;
  /** Rungs on which views are drawn now, best first. */
  rungs: { width: number; height: number; keyframes: number; views: number }[];
  /** Why the lowest of them are not at the best rung; null where they are. */
  limited: PictureLimit | null;
  /** Share of a tick's period that drawing and delivering all views takes. */
  planned: number | null;
  /** Worker time of one view at each rung of the pack, best first. */
  drawing: number[] | null;
  /** Views that can be drawn in time at the lowest rung. */
  capacity: number | null;
}

interface GovernedRoom {
  world: GovernedWorld;
  views: readonly GovernedView[];
  /** Ticks that could not be drawn or did not happen, since the room began. */
  missed: number;
}

/** Milliseconds between samples. */
const samplePeriod = 500;

/**
 * Picks the size of each view of a process, and how many keyframes it is drawn from, so that every tick is met. Rooms
 * report their ticks and views; sizes are set on their worlds before the next views are asked for.
 */
export class Governor {
  readonly #rungs: readonly Rung[];
  readonly #own: number;
  readonly #control: SizeControl;
  readonly #workers: () => number;
  readonly #log: Pick<Log, 'info'>;
  readonly #clock: () => number;
  readonly #rooms = new Map<string, GovernedRoom>();
  #timer: NodeJS.Timeout | undefined;
  #logged = '';
  /** The newest answer to `capacity`. */
  #measured: { at: number; rate: number; views: number | undefined } | undefined;

  constructor({ manifest, workers, log, clock }: GovernorOptions) {
    this.#rungs = ladderOf(manifest);
    this.#own = ownSizeOf(this.#rungs);
    this.#control = new SizeControl({ rungs: this.#rungs, period: 1000 / manifest.view.rate, workers });
    this.#workers = workers;
    this.#log = log;
    this.#clock = clock ?? (() => performance.now());
  }

  /** A room's world has moved on by a tick; its views are asked for next. */
  advanced(room: string, world: GovernedWorld): void {
    const views = world.drawnViews.map(({ view, kind }) => ({
      id: idOf(room, view),
      kind,
      best: bestFor(this.#rungs, world.pictureSizes.shown(view)),
    }));
    const { undrawnTicks, missedTicks } = world.statistics;
    const missed = undrawnTicks + missedTicks;
    const before = this.#rooms.get(room);
    this.#rooms.set(room, { world, views, missed });
    this.#timer ??= setInterval(() => this.sample(), samplePeriod).unref();
    if (!isSameList(before?.views ?? [], views)) this.#attend();
    else if (views.length > 0 && missed > (before?.missed ?? missed) && this.#control.missed(this.#clock())) {
      this.#changed();
    }
    this.#apply(world, room);
  }

  /** Views of a tick of a room were delivered. */
  delivered(room: string, views: readonly GeneratedView[], times: ViewTimes): void {
    const delivered = this.#clock();
    const changed = this.#control.delivered({
      began: times.merged,
      delivered,
      delivery: Math.max(0, delivered - times.drawn),
      views: views.map((view) => ({
        rung: this.#drawnAt(room, view),
        milliseconds: view.milliseconds,
        imagined: view.imagined,
      })),
    });
    if (changed) this.#changed();
  }

  /** Looks at what was measured; called twice a second by itself while there are rooms. */
  sample(): void {
    if (this.#control.sample(this.#clock())) this.#changed();
  }

  /** A room has ended. */
  ended(room: string): void {
    if (!this.#rooms.delete(room)) return;
    this.#attend();
    if (this.#rooms.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Why a view is not drawn in the largest size; undefined where it is, or where it is not drawn. */
  limitedBy(room: string, view: string): PictureLimit | undefined {
    return this.#control.limitedBy(idOf(room, view));
  }

  /** Views that can be drawn `rate` times a second at the lowest rung; undefined until enough was measured. */
  capacity(rate: number): number | undefined {
    const at = this.#clock();
    // Every room asks this for everybody who waits.
    if (this.#measured?.rate !== rate || at - this.#measured.at >= samplePeriod) {
      this.#measured = { at, rate, views: this.#control.capacity(at, rate) };
    }
    return this.#measured.views;
  }

  report(): GovernorReport {
    const at = this.#clock();
    const { views } = this.#control;
    const drawing = this.#control.costs(at)?.drawing;
    const planned = this.#control.planned(at);
    const lowest = views[0]?.id;
    return {
      workers: this.#workers(),
      rungs: this.#drawn().map(([{ size, keyframes }, count]) => ({ ...size, keyframes, views: count })),
      limited: (lowest === undefined ? undefined : this.#control.limitedBy(lowest)) ?? null,
      planned: planned === undefined ? null : rounded(planned, 100),
      drawing: drawing?.map((milliseconds) => rounded(milliseconds, 10)) ?? null,
      capacity: this.#control.capacity(at) ?? null,
    };
  }

  #attend(): void {
    const views = [...this.#rooms.values()].flatMap((room) => room.views);
    if (this.#control.attend(this.#clock(), views)) this.#changed();
  }

  #apply(world: GovernedWorld, room: string): void {
    if (this.#rungs.length === 1) return;
    for (const { view } of world.drawnViews) {
      const { size, keyframes } = this.#rungs[this.#control.rungOf(idOf(room, view)) ?? this.#own];
      world.pictureSizes.set(view, size);
      if (keyframes < this.#rungs[0].keyframes) world.keyframeLimits.set(view, keyframes);
      else world.keyframeLimits.delete(view);
    }
  }

  /** The rung that a view was drawn at: a change since its request does not count. */
  #drawnAt(room: string, { view, fine }: GeneratedView): number {
    if (fine !== undefined) {
      const rung = this.#rungs.findIndex(({ size }) => isSameSize(size, fine));
      if (rung >= 0) return rung;
    }
    return Math.max(this.#own, this.#control.rungOf(idOf(room, view)) ?? this.#own);
  }

  /** Rungs with views, best first, and how many. */
  #drawn(): [Rung, number][] {
    const counts = this.#rungs.map(() => 0);
    for (const { id } of this.#control.views) counts[this.#control.rungOf(id) ?? this.#own]++;
    return this.#rungs.flatMap((rung, index): [Rung, number][] =>
      counts[index] > 0 ? [[rung, counts[index]]] : [],
    );
  }

  #changed(): void {
    if (this.#rungs.length === 1) return;
    const drawn = this.#drawn();
    const text = drawn.map(([rung, count]) => `${count} at ${this.#nameOf(rung)}`).join(', ');
    if (text === this.#logged || drawn.length === 0) return;
    this.#logged = text;
    const { limited, planned } = this.report();
    this.#log.info({ limited, planned }, `views are drawn: ${text}`);
  }

  #nameOf({ size: { width, height }, keyframes }: Rung): string {
    const fewer = keyframes < this.#rungs[0].keyframes ? ` from ${keyframes} keyframes` : '';
    return `${width}x${height}${fewer}`;
  }
}

/** Session ids are unique in a process; names of cameras are not. */
function idOf(room: string, view: string): string {
  return `${room}/${view}`;
}

function isSameList(a: readonly GovernedView[], b: readonly GovernedView[]): boolean {
  return (
    a.length === b.length && a.every(({ id, best }, index) => id === b[index].id && best === b[index].best)
  );
}

function rounded(value: number, per: number): number {
  return Math.round(value * per) / per;
}
