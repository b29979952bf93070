import type { MeasuredLoad } from './room-load.ts';
import {
  errorsOf,
  fitSizing,
  type PredictionError,
  type Resource,
  type SizingModel,
  splitMeasurements,
} from './sizing-model.ts';
import { modelTable, planFor, planTable, type SizingPlan } from './sizing-plan.ts';

/** A model, how well it predicts, and what it says of larger loads. */
export interface SizingReport {
  model: SizingModel;
  errors: Record<Resource, PredictionError>;
  plans: SizingPlan[];
  /** All of it for people, in Markdown. */
  text: string;
}

/** Rooms that are planned for. */
const planned = [10, 100, 1_000];
/** Loads without which nothing could be held out. */
const fewest = 6;
/** Views a second of a player, as the shipped pack has them. */
const rate = 12;

/** Fits a model to loads, and plans rooms as large as the largest of them. Undefined where they are too few. */
export function sizingReport(loads: readonly MeasuredLoad[]): SizingReport | undefined {
  if (loads.length < fewest) return undefined;
  const { fitted, heldOut } = splitMeasurements(loads);
  const model = fitSizing(fitted, rate);
  const errors = errorsOf(model, heldOut, rate);
  const players = Math.max(...loads.map((load) => load.players));
  const spectators = Math.max(...loads.map((load) => load.spectators));
  const plans = planned.map((rooms) => planFor(model, { rooms, players, spectators }));
  const text = [
    `Fitted to ${fitted.length} loads, and checked against ${heldOut.length} others:`,
    modelTable(model, errors),
    `Rooms of ${players} players and ${spectators} spectators:`,
    planTable(plans),
  ].join('\n\n');
  return { model, errors, plans, text };
}
