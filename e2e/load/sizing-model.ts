import type { LoadPoint, MeasuredLoad } from './room-load.ts';

/** What grows with a load. */
export const resources = ['main', 'threads', 'media', 'memory', 'network'] as const;
export type Resource = (typeof resources)[number];

/** What a process needs of a resource for itself, and for each of these in addition. None is negative. */
export interface Demand {
  process: number;
  room: number;
  player: number;
  spectator: number;
}

/** Cores, megabytes, and megabytes a second of a load, as sums of what its parts need. */
export type SizingModel = Readonly<Record<Resource, Demand>>;

/** How far predictions of a resource are off, as shares of what was measured. */
export interface PredictionError {
  mean: number;
  worst: number;
}

type Part = keyof Demand;

/**
 * The parts that may need a resource. Network has neither process nor rooms, because only video is counted, which each
 * player and each spectator gets once.
 */
const parts: Readonly<Record<Resource, readonly Part[]>> = {
  main: ['process', 'room', 'player', 'spectator'],
  threads: ['process', 'room', 'player'],
  media: ['process', 'player', 'spectator'],
  memory: ['process', 'room', 'player', 'spectator'],
  network: ['player', 'spectator'],
};

/** Rounds of coordinate descent, which has settled long before with so few unknowns. */
const rounds = 20_000;

/**
 * Fits the model to measurements, by the least squares of relative errors, so that small loads count as much as large ones.
 *
 * @param rate Views a second of a player whose every view is in time. A server that draws fewer is fitted by what it drew.
 * @throws RangeError if there are fewer measurements than unknowns
 */
export function fitSizing(measured: readonly MeasuredLoad[], rate: number): SizingModel {
  const fit = (resource: Resource): Demand => {
    const own = parts[resource];
    if (measured.length < own.length) {
      throw new RangeError(`${measured.length} measurements are too few for ${own.length} unknowns`);
    }
    const rows = measured.map((load) => {
      const counts = countsOf(load, drawnShare(resource, load, rate));
      return own.map((part) => counts[part]);
    });
    const solved = nonNegative(
      rows,
      measured.map((load) => load[resource]),
    );
    const demand: Demand = { process: 0, room: 0, player: 0, spectator: 0 };
    for (const [i, part] of own.entries()) demand[part] = solved[i];
    return demand;
  };
  return {
    main: fit('main'),
    threads: fit('threads'),
    media: fit('media'),
    memory: fit('memory'),
    network: fit('network'),
  };
}

/** What a load of one process needs, when every view is in time. */
export function predict(model: SizingModel, load: LoadPoint): Record<Resource, number> {
  const counts = countsOf(load, 1);
  const sum = (demand: Demand) => sumOver(demand, counts);
  return {
    main: sum(model.main),
    threads: sum(model.threads),
    media: sum(model.media),
    memory: sum(model.memory),
    network: sum(model.network),
  };
}

/** How well the model predicts measurements that it was not fitted to, for the pictures that were drawn in them. */
export function errorsOf(
  model: SizingModel,
  heldOut: readonly MeasuredLoad[],
  rate: number,
): Record<Resource, PredictionError> {
  const error = (resource: Resource): PredictionError => {
    const shares = heldOut.map((load) => {
      const predicted = sumOver(model[resource], countsOf(load, drawnShare(resource, load, rate)));
      return Math.abs(predicted - load[resource]) / load[resource];
    });
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    return { mean, worst: Math.max(...shares) };
  };
  return {
    main: error('main'),
    threads: error('threads'),
    media: error('media'),
    memory: error('memory'),
    network: error('network'),
  };
}

/** Every third measurement, from the third on, is held out, whatever it is. */
export function splitMeasurements<T>(measured: readonly T[]): { fitted: T[]; heldOut: T[] } {
  const isHeldOut = (index: number) => index % 3 === 2;
  return {
    fitted: measured.filter((_, index) => !isHeldOut(index)),
    heldOut: measured.filter((_, index) => isHeldOut(index)),
  };
}

/** Share of all pictures that a server drew in time to send them. Memory does not depend on it. */
function drawnShare(resource: Resource, { rooms, players, views }: MeasuredLoad, rate: number): number {
  return resource === 'memory' ? 1 : views / (rooms * players * rate);
}

/** @param share Of the pictures that players and spectators get. */
function countsOf({ rooms, players, spectators }: LoadPoint, share: number): Record<Part, number> {
  return { process: 1, room: rooms, player: share * rooms * players, spectator: share * rooms * spectators };
}

function sumOver(demand: Demand, counts: Record<Part, number>): number {
  return (Object.keys(counts) as Part[]).reduce((all, part) => all + demand[part] * counts[part], 0);
}

/**
 * Non-negative least squares of relative errors by cyclic coordinate descent, which converges for this convex problem
 * (Franc, Hlavac and Navara, "Sequential coordinate-wise algorithm for the non-negative least squares problem", 2005).
 */
function nonNegative(rows: readonly (readonly number[])[], values: readonly number[]): number[] {
  const scaled = rows.map((row, i) => row.map((count) => count / values[i]));
  const solved = rows[0].map(() => 0);
  const residual = values.map(() => -1);
  const squares = solved.map((_, part) => scaled.reduce((sum, row) => sum + row[part] ** 2, 0));
  for (let round = 0; round < rounds; round++) {
    for (const [part, square] of squares.entries()) {
      if (square === 0) continue;
      const gradient = scaled.reduce((sum, row, i) => sum + row[part] * residual[i], 0);
      const next = Math.max(0, solved[part] - gradient / square);
      const change = next - solved[part];
      solved[part] = next;
      for (const [i, row] of scaled.entries()) residual[i] += change * row[part];
    }
  }
  return solved;
}
