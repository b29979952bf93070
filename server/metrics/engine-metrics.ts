import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { accessSchema } from '../../shared/messages.ts';
import type { LoadSources } from '../admin/load-meter.ts';
import type { Governor } from '../governor/governor.ts';
import type { MemoryBudget } from '../memory/memory-budget.ts';
import type { RoomReport } from '../rooms/open-room.ts';
import { stages } from '../world/statistics.ts';
import { type CountedRooms, type RoomCount, roomCounts } from './counted-rooms.ts';

export interface MetricsSources {
  rooms: CountedRooms;
  governor: Pick<Governor, 'report'>;
  budget: Pick<MemoryBudget, 'bytes' | 'used'> | undefined;
  load: LoadSources | undefined;
}

/** Names and help of the sums over rooms. */
const counted: Readonly<Record<RoomCount, [name: string, help: string]>> = {
  ticks: ['ticks', 'Ticks by which rooms moved on'],
  missedTicks: ['missed_ticks', 'Clock beats at which a room stood still, as its last tick was not done'],
  undrawnTicks: ['undrawn_ticks', 'Ticks that moved a room and had no time to draw it'],
  dueTicks: ['due_ticks', 'Ticks with at least one view to draw'],
  deadlinesMet: ['deadlines_met', 'Due ticks that delivered every view in time'],
  views: ['views', 'Views that were drawn'],
  imaginedViews: ['imagined_views', 'Views of which a part was imagined'],
  faults: ['tick_faults', 'Errors that a tick survived'],
};

/**
 * The figures of a process for Prometheus, in its base units (seconds, bytes) and with its names. Labels are from fixed
 * lists: rungs of the pack, stages of a tick, kinds. No room, person or address is in them, so that neither their number
 * nor what they tell grows with those who play. Those of Node itself (event loop, heap, garbage collection) are
 * prom-client's own.
 */
export class EngineMetrics {
  readonly registry = new Registry();
  readonly #sources: MetricsSources;
  readonly #refreshes: (() => void | Promise<void>)[] = [];

  constructor(sources: MetricsSources) {
    this.#sources = sources;
    collectDefaultMetrics({ register: this.registry });
    this.#roomMetrics();
    this.#drawingMetrics();
    if (sources.load !== undefined) this.#loadMetrics(sources.load);
  }

  /** All figures now, in Prometheus' text format. */
  async text(): Promise<string> {
    for (const refresh of this.#refreshes) await refresh();
    return this.registry.metrics();
  }

  #roomMetrics(): void {
    const { rooms } = this.#sources;
    const counts = roomCounts.map((count) => ({ count, counter: this.#counter(...counted[count]) }));
    const open = this.#gauge('rooms', 'Open rooms', 'access');
    const members = this.#gauge('members', 'People in rooms', 'role');
    const keyframes = this.#gauge('keyframes', 'Keyframes in the memory of rooms');
    const mean = this.#gauge(
      'tick_stage_seconds',
      'Mean over rooms of the time a tick takes, by stage',
      'stage',
    );
    const worst = this.#gauge('tick_stage_worst_seconds', 'That of the room in which it is longest', 'stage');
    this.#refreshes.push(() => {
      const { total } = rooms;
      for (const { count, counter } of counts) setCounter(counter, total[count]);
      const reports = [...rooms.values()].map((room) => room.report());
      const sum = (of: (report: RoomReport) => number) =>
        reports.reduce((all, report) => all + of(report), 0);
      for (const access of accessSchema.options) {
        open.set({ access }, reports.filter((report) => report.access === access).length);
      }
      members.set(
        { role: 'player' },
        sum(({ players }) => players),
      );
      members.set(
        { role: 'spectator' },
        sum(({ spectators }) => spectators),
      );
      keyframes.set(sum((report) => report.keyframes));
      for (const stage of stages) {
        const seconds = reports.map(({ milliseconds }) => milliseconds[stage] / 1000);
        mean.set({ stage }, seconds.reduce((all, one) => all + one, 0) / Math.max(1, seconds.length));
        worst.set({ stage }, Math.max(0, ...seconds));
      }
    });
  }

  #drawingMetrics(): void {
    const { governor, budget } = this.#sources;
    const rungs = this.#gauge('drawn_views', 'Views that are drawn now, by rung', 'size', 'keyframes');
    const planned = this.#gauge('planned_tick_share', 'Share of a tick that all views take, as planned');
    const capacity = this.#gauge('view_capacity', 'Views that can be drawn in time at the lowest rung');
    const limits = budget && {
      used: this.#gauge('keyframe_bytes', 'Memory of keyframes'),
      most: this.#gauge('keyframe_budget_bytes', 'Most memory of keyframes'),
    };
    this.#refreshes.push(() => {
      const report = governor.report();
      rungs.reset();
      for (const { width, height, keyframes, views } of report.rungs) {
        rungs.set({ size: `${width}x${height}`, keyframes }, views);
      }
      // Unknown until enough was measured.
      planned.set(report.planned ?? Number.NaN);
      capacity.set(report.capacity ?? Number.NaN);
      limits?.used.set(budget?.used ?? 0);
      limits?.most.set(budget?.bytes ?? 0);
    });
  }

  #loadMetrics(load: LoadSources): void {
    const workers = this.#gauge('view_workers', 'Threads that draw views');
    const queue = this.#gauge('queued_views', 'Views that wait for a thread');
    const drawing = this.#counter('drawing_seconds', 'Time of threads that drew views', 'part');
    const media = this.#counter('media_worker_cpu_seconds', 'CPU time of media workers', 'worker');
    const resident = this.#gauge('media_worker_resident_bytes', 'Memory of media workers', 'worker');
    this.#refreshes.push(async () => {
      const usage = load.generation();
      workers.set(usage.workers);
      queue.set(usage.waiting);
      setCounter(drawing, (usage.engine - usage.inference) / 1000, { part: 'engine' });
      setCounter(drawing, usage.inference / 1000, { part: 'inference' });
      resident.reset();
      for (const [worker, { cpuMilliseconds, residentBytes }] of (await load.mediaWorkers()).entries()) {
        setCounter(media, cpuMilliseconds / 1000, { worker: String(worker) });
        resident.set({ worker }, residentBytes ?? Number.NaN);
      }
    });
    this.#streamMetrics(load);
    this.#storeMetrics(load);
  }

  #streamMetrics({ streams }: LoadSources): void {
    if (streams === undefined) return;
    const open = this.#gauge('streams', 'Streams of views and of sound', 'kind');
    const viewers = this.#gauge(
      'viewers',
      'Media connections of people, by where their media come from',
      'at',
    );
    this.#refreshes.push(() => {
      const { video, sound, viewers: places } = streams();
      open.set({ kind: 'video' }, video);
      open.set({ kind: 'sound' }, sound);
      for (const [at, count] of Object.entries(places)) viewers.set({ at }, count);
    });
  }

  #storeMetrics({ store }: LoadSources): void {
    if (store === undefined) return;
    const waiting = this.#gauge('store_waiting_calls', 'Calls that the store of rooms has not answered');
    const lag = this.#gauge('store_lag_seconds', 'Age of the oldest call that it has not answered');
    const calls = this.#counter('store_calls', 'Calls that it has answered', 'result');
    const deaths = this.#counter('store_thread_deaths', 'Threads of the store that ended and were replaced');
    this.#refreshes.push(() => {
      const activity = store();
      waiting.set(activity.waiting);
      lag.set(activity.lag / 1000);
      setCounter(calls, activity.done, { result: 'done' });
      setCounter(calls, activity.failed, { result: 'failed' });
      setCounter(deaths, activity.deaths);
    });
  }

  #gauge<Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name: `worldroom_${name}`, help, labelNames, registers: [this.registry] });
  }

  #counter<Label extends string>(name: string, help: string, ...labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `worldroom_${name}_total`, help, labelNames, registers: [this.registry] });
  }
}

/** Sets a counter to what was counted elsewhere. That of a replaced process begins anew, as Prometheus expects. */
function setCounter<Label extends string>(
  counter: Counter<Label>,
  value: number,
  labels: Partial<Record<Label, string>> = {},
): void {
  counter.remove(labels);
  counter.inc(labels, value);
}
