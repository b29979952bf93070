import type { PictureLimit } from '../../shared/media.ts';
import { ownSizeOf, type Rung, rungsAt } from './ladder.ts';
import { makespan, plannedTick, type TickCosts, viewsWithin } from './tick-plan.ts';
import { learning, type MeasuredTick, ViewCosts } from './view-costs.ts';

/** A player's view, or that of a camera that belongs to no player. */
export type ViewKind = 'player' | 'camera';

export interface GovernedView {
  /** Unique in the process. */
  id: string;
  kind: ViewKind;
  /** Index of the rung above which nobody would see a difference; by default 0, the best. */
  best?: number;
}

/**
 * The control law. Shares are of a tick's period. Views go down until the planned tick takes `fit` of it when it would
 * take more than `most`, and go up when it would take less than `rise`: the gap keeps noise from moving them. A tick is
 * tight when it took more than `tight`. Views go down one rung, or to before a rise, when within `recent` ticks of
 * `tightTicks` different periods and at least `tightShare` of them were tight; two rungs where as many were late. They go up at most one rung each `wait` without
 * anything of that. A rise that is undone within `proof` is not tried again for twice the wait, then four times and so on
 * up to `longestWait`, unless views cost `faster` of what they did. Measurements older than `stale` do not keep views
 * down. Milliseconds.
 */
export const law = {
  most: 0.75,
  fit: 0.7,
  rise: 0.65,
  tight: 0.75,
  recent: 600,
  tightTicks: 3,
  tightShare: 0.2,
  wait: 2_000,
  proof: 15_000,
  longestWait: 64_000,
  stale: 3_000,
  faster: 0.8,
} as const;

/**
 * How many views can be drawn: as many as take `share` of the period at the lowest rung, by costs over `window`; not
 * known before `settled` of measuring without a pause. Milliseconds.
 */
export const capacityRule = { share: 0.9, window: 10_000, settled: 20_000 } as const;

interface Mark {
  at: number;
  tight: boolean;
  late: boolean;
}

/**
 * Decides at which rung each view of a process is drawn, so that every tick is met. It has no clock: every call brings
 * the time, in milliseconds that never go back, and the same calls give the same decisions.
 */
export class SizeControl {
  readonly rungs: readonly Rung[];
  readonly #period: number;
  readonly #workers: () => number;
  readonly #costs: ViewCosts;
  readonly #own: number;
  /** In the order in which they go down: cameras, then players, who came last first. */
  #views: readonly GovernedView[] = [];
  /** By view. */
  #at = new Map<string, number>();
  #position = 0;
  #marks: Mark[] = [];
  #changed = Number.NEGATIVE_INFINITY;
  #troubled = Number.NEGATIVE_INFINITY;
  #reason: PictureLimit = 'rising';
  /** The newest rise, as long as it is not proven. */
  #rise: { at: number; from: number; to: number } | undefined;
  /** A position that was too much, and is not tried again, nor a better one, before `until`. */
  #failed: { position: number; wait: number; until: number } | undefined;
  /** Milliseconds of a view at these rungs, when they were new; undefined until measured. */
  #costThen: number | undefined;

  /** `period` of a tick in milliseconds; `workers` are the threads that draw now. */
  constructor(options: { rungs: readonly Rung[]; period: number; workers(): number }) {
    this.rungs = options.rungs;
    this.#period = options.period;
    this.#workers = () => Math.max(1, options.workers());
    this.#own = ownSizeOf(options.rungs);
    this.#costs = new ViewCosts(options.rungs, this.#own);
  }

  /** Index of the rung of a view; undefined where it is not drawn. */
  rungOf(view: string): number | undefined {
    const at = this.#at.get(view);
    return at === undefined ? undefined : Math.max(at, this.#bestOf(view));
  }

  /** In the order in which they go down. */
  get views(): readonly GovernedView[] {
    return this.#views;
  }

  /** Says which views are drawn from now on. True where a rung changed, or a view came. */
  attend(at: number, views: readonly GovernedView[]): boolean {
    const present = new Map(views.map((view) => [view.id, view]));
    const stayed = this.#views.flatMap(({ id }) => present.get(id) ?? []);
    const came = views.filter(({ id }) => !this.#at.has(id));
    if (came.length === 0 && stayed.length === this.#views.length) {
      const asked = stayed.some(({ id, best = 0 }) => best !== this.#bestOf(id));
      this.#views = stayed;
      return asked;
    }
    // Positions mean other rungs from now on.
    this.#rise = undefined;
    this.#failed = undefined;
    // Whoever comes begins where the lowest are: that is what there is time for.
    const begin =
      stayed.length === 0 ? this.#own : Math.max(...stayed.map(({ id }) => this.#at.get(id) ?? 0));
    const before = stayed.reduce((sum, { id }) => sum + (this.#at.get(id) ?? 0), 0);
    const newcomers = [...came].reverse();
    const inOrder = [...newcomers, ...stayed];
    this.#views = [
      ...inOrder.filter(({ kind }) => kind === 'camera'),
      ...inOrder.filter(({ kind }) => kind === 'player'),
    ];
    this.#position = before + begin * came.length;
    const costs = this.#costs.now(at, this.#workers());
    if (costs !== undefined) this.#position = this.#fitting(this.#position, costs);
    this.#assign();
    this.#changed = at;
    this.#reason = this.#reasonNow(at, costs);
    return true;
  }

  /** A tick of a room was delivered. True where rungs changed. */
  delivered(tick: MeasuredTick): boolean {
    this.#costs.add(tick, (jobs) => makespan(jobs, this.#workers()));
    const took = (tick.delivered - tick.began) / this.#period;
    // Ticks that were under way at a change, or waited for such a one, say nothing of the rungs since.
    if (tick.began < this.#changed + this.#period) return false;
    return this.#mark({ at: tick.delivered, tight: took > law.tight, late: took > 1 });
  }

  /** A tick of a room could not be drawn, because those before it were not done. True where rungs changed. */
  missed(at: number): boolean {
    if (at < this.#changed + 2 * this.#period) return false;
    return this.#mark({ at, tight: true, late: true });
  }

  /** To be called twice a second. True where rungs changed. */
  sample(at: number): boolean {
    this.#costs.learn(at);
    const costs = this.#costs.now(at, this.#workers());
    if (this.#views.length === 0) return false;
    if (this.#rise !== undefined && at - this.#rise.at > law.proof) {
      if (this.#failed !== undefined && this.#rise.to <= this.#failed.position) this.#failed = undefined;
      this.#rise = undefined;
    }
    // Where nothing moves, hardly anything is drawn: what was measured long ago keeps no view down.
    const fresh = this.#costs.age(at) < law.stale ? costs : undefined;
    const fitting = fresh === undefined ? this.#position : this.#fitting(this.#position, fresh);
    const changed = fitting > this.#position ? this.#down(at, fitting) : this.#up(at, fresh);
    this.#reason = this.#reasonNow(at, costs);
    return changed;
  }

  #up(at: number, costs: TickCosts | undefined): boolean {
    this.#followSpeed(at, this.#costs.mean(at));
    if (at - Math.max(this.#changed, this.#troubled) < law.wait) return false;
    const tried = this.#failed !== undefined && at < this.#failed.until ? this.#failed.position + 1 : 0;
    const best = Math.max(tried, this.#position - this.#views.length);
    let up = this.#position;
    while (up > best && (costs === undefined || this.#planned(up - 1, costs) <= law.rise * this.#period))
      up--;
    if (up >= this.#position) return false;
    this.#rise = { at, from: this.#position, to: up };
    this.#move(at, up);
    return true;
  }

  /** Why a view is not at its best rung; undefined where it is, or is not drawn. */
  limitedBy(view: string): PictureLimit | undefined {
    return (this.#at.get(view) ?? 0) <= this.#bestOf(view) ? undefined : this.#reason;
  }

  #reasonNow(at: number, costs: TickCosts | undefined): PictureLimit {
    const isFull = (position: number, known: TickCosts) =>
      this.#planned(position, known) > law.rise * this.#period;
    if (costs !== undefined && this.#position > 0 && isFull(this.#position - 1, costs)) return 'load';
    return this.#failed !== undefined || at - this.#troubled < law.wait ? 'late' : 'rising';
  }

  /** Views that can be drawn `rate` times a second at the lowest rung; undefined until enough was measured. */
  capacity(at: number, rate: number = 1000 / this.#period): number | undefined {
    const { share, window, settled } = capacityRule;
    if (this.#costs.measuredFor(at) < settled) return undefined;
    const costs = this.#costs.now(at, this.#workers(), window);
    return costs && viewsWithin((share * 1000) / rate, this.rungs.length - 1, costs);
  }

  /** Share of the period that a tick takes by plan; undefined until enough was measured. */
  planned(at: number): number | undefined {
    const costs = this.#costs.now(at, this.#workers());
    return costs && this.#planned(this.#position, costs) / this.#period;
  }

  /** What a view costs at each rung; undefined until enough was measured. */
  costs(at: number): TickCosts | undefined {
    return this.#costs.now(at, this.#workers());
  }

  #mark(mark: Mark): boolean {
    this.#marks = [...this.#marks.filter(({ at }) => at > mark.at - law.recent), mark];
    if (!this.#isRepeated(({ tight }) => tight)) return false;
    const late = this.#isRepeated((one) => one.late);
    const rung = this.#views.length;
    // What was there before a rise has been enough.
    const lower = this.#rise === undefined ? this.#position + rung : this.#rise.from;
    const changed = this.#down(mark.at, late ? Math.max(lower, this.#position + 2 * rung) : lower);
    if (changed) this.#reason = 'late';
    return changed;
  }

  /** In enough different periods: when the main thread stands still, the ticks of all rooms are late at once. */
  #isRepeated(holds: (mark: Mark) => boolean): boolean {
    const marks = this.#marks.filter(holds);
    const periods = new Set(marks.map(({ at }) => Math.floor(at / this.#period)));
    return periods.size >= law.tightTicks && marks.length >= law.tightShare * this.#marks.length;
  }

  #down(at: number, position: number): boolean {
    const lowest = Math.min(position, this.#lowest);
    this.#troubled = at;
    if (lowest === this.#position) return false;
    if (this.#rise !== undefined) this.#fail(at, this.#rise.to);
    this.#move(at, lowest);
    return true;
  }

  /** Forgets what was too much where the machine has become faster since. */
  #followSpeed(at: number, cost: number): void {
    // Only measurements of these rungs.
    if (at - this.#changed < learning.window + this.#period) return;
    this.#costThen ??= cost;
    if (cost > law.faster * this.#costThen) return;
    this.#failed = undefined;
    this.#costThen = cost;
  }

  /** The newest rise was too much. */
  #fail(at: number, position: number): void {
    const again = this.#failed !== undefined && position <= this.#failed.position;
    const wait = Math.min(law.longestWait, again ? 2 * (this.#failed?.wait ?? 0) : 2 * law.wait);
    this.#failed = { position, wait, until: at + wait };
    this.#rise = undefined;
  }

  #move(at: number, position: number): void {
    this.#position = position;
    this.#changed = at;
    this.#marks = [];
    this.#costThen = undefined;
    this.#assign();
  }

  #assign(): void {
    const rungs = rungsAt(this.#position, this.#views.length);
    this.#at = new Map(this.#views.map(({ id }, index) => [id, rungs[index]]));
  }

  get #lowest(): number {
    return (this.rungs.length - 1) * this.#views.length;
  }

  #bestOf(view: string): number {
    return this.#views.find(({ id }) => id === view)?.best ?? 0;
  }

  #planned(position: number, costs: TickCosts): number {
    const rungs = rungsAt(position, this.#views.length);
    return plannedTick(
      rungs.map((rung, index) => Math.max(rung, this.#views[index].best ?? 0)),
      costs,
    );
  }

  /** This position where its tick fits into the period, or the first below it that does with something to spare. */
  #fitting(position: number, costs: TickCosts): number {
    if (this.#planned(position, costs) <= law.most * this.#period) return position;
    let lower = position;
    while (lower < this.#lowest && this.#planned(lower, costs) > law.fit * this.#period) lower++;
    return lower;
  }
}
