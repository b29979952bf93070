import type { Attempt, CaseVerdict } from './case-verdict.ts';
import { bySource } from './case-verdict.ts';
import type { Source } from './stage.ts';

/** Shares are 0 to 1. */
export interface TruthFigure extends Record<Source, number> {
  /** Share of disturbed reference pictures that the judge reads right; below 0.9, the others do not count. */
  reference: number;
  cases: number;
  /** Attempts that were no cases: the rules refused the action, or the states looked alike from there. */
  refused: number;
  unseen: number;
  kinds: Record<string, { cases: number; model: number }>;
}

/** Adds up what came of the attempts to make cases of one measure. */
export function truthFigure(attempts: readonly Attempt[]): TruthFigure {
  const verdicts = attempts.filter((attempt) => typeof attempt !== 'string');
  const count = (reason: Attempt) => attempts.filter((attempt) => attempt === reason).length;
  const kinds = [...new Set(verdicts.map(({ kind }) => kind))].sort();
  return {
    ...bySource((source) => share(verdicts.map(({ right }) => right[source]))),
    reference: share(verdicts.flatMap(({ references }) => references)),
    cases: verdicts.length,
    refused: count('refused'),
    unseen: count('unseen'),
    kinds: Object.fromEntries(kinds.map((kind) => [kind, ofKind(verdicts, kind)])),
  };
}

function ofKind(verdicts: readonly CaseVerdict[], kind: string): { cases: number; model: number } {
  const own = verdicts.filter((verdict) => verdict.kind === kind);
  return { cases: own.length, model: share(own.map(({ right }) => right.model)) };
}

function share(right: readonly boolean[]): number {
  return right.filter(Boolean).length / right.length;
}
