/** Milliseconds that one view costs at each rung, and what they are spread over. */
export interface TickCosts {
  /** Of a worker thread, by rung. */
  drawing: readonly number[];
  /** Of the main thread for encoding and sending, by rung. */
  delivery: readonly number[];
  /** Of everything else, a view: motion, rules, retrieval, messages between threads. */
  overhead: number;
  workers: number;
}

/**
 * Milliseconds from the inputs of a tick to its last view, when the views of all rooms come at once: the worst of the
 * phases that rooms can have. It holds for one room exactly.
 */
export function plannedTick(rungs: readonly number[], costs: TickCosts): number {
  const { drawing, delivery, overhead, workers } = costs;
  const main = rungs.reduce((sum, rung) => sum + overhead + delivery[rung], 0);
  return (
    main +
    makespan(
      rungs.map((rung) => drawing[rung]),
      workers,
    )
  );
}

/** When the last of these jobs is done, the longest given out first, each to whichever worker is free. */
export function makespan(jobs: readonly number[], workers: number): number {
  const free: number[] = Array.from({ length: Math.max(1, Math.min(workers, jobs.length)) }, () => 0);
  for (const job of [...jobs].sort((a, b) => b - a)) {
    free[free.indexOf(Math.min(...free))] += job;
  }
  return Math.max(...free);
}

/** Most views, up to `most`, that are drawn within `milliseconds` when all are at one rung. */
export function viewsWithin(milliseconds: number, rung: number, costs: TickCosts, most = 256): number {
  let views = 0;
  while (views < most) {
    const rungs = Array.from({ length: views + 1 }, () => rung);
    if (plannedTick(rungs, costs) > milliseconds) break;
    views++;
  }
  return views;
}
