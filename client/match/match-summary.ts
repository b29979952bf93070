import { type MatchPhase, matchPhases, resultsOf, winnersAmong } from '../../shared/match.ts';
import type { RoomState } from '../../shared/state.ts';
import { markName } from '../people/person-name.ts';
import { texts } from '../texts.ts';
import { wordFor } from './match-words.ts';

export interface ScoreRow {
  id: string;
  name: string;
  /** Index into playerColours. */
  colour: number;
  /** From 1; 0 without teams. */
  team: number;
  score: number;
  roundScore: number;
  own: boolean;
  host: boolean;
  present: boolean;
  /** The player's role in the game, shown beside the name; empty if there is none. */
  role: string;
}

/** State of the match, as a page shows it. */
export interface MatchSummary {
  mode: string;
  phase: MatchPhase;
  paused: boolean;
  round: number;
  rounds: number;
  minimumPlayers: number;
  /** Ticks until the phase ends, constant during a pause; undefined for a phase without end. */
  ticksLeft: number | undefined;
  /**
   * Whole seconds until the phase ends, rounded up; undefined for a phase without end, or an unknown tick
   * rate.
   */
  seconds: number | undefined;
  /** Most points first. */
  rows: ScoreRow[];
  record: { name: string; score: number } | undefined;
}

/** `rate` is the world's ticks a second; undefined until the page knows it. */
export function matchSummary(
  { match, tick, host }: Pick<RoomState, 'match' | 'tick' | 'host'>,
  ownId: string | undefined,
  rate: number | undefined,
): MatchSummary {
  const { mode, paused, round, rounds, minimumPlayers, ends, recordName, recordScore } = match;
  const rows = [...match.standings.entries()].map(
    ([id, { name, colour, team, score, roundScore, present, role }]): ScoreRow => ({
      ...{ id, name, colour, team, score, roundScore, present },
      own: id === ownId,
      host: id === host,
      role: role === '' ? '' : wordFor(role),
    }),
  );
  const ticksLeft = ends === 0 ? undefined : Math.max(0, ends - tick);
  return {
    ...{ mode, paused, round, rounds, minimumPlayers, ticksLeft },
    phase: matchPhases[match.phase] ?? 'free',
    seconds: ticksLeft === undefined || rate === undefined ? undefined : Math.ceil(ticksLeft / rate),
    rows: rows.sort((a, b) => b.score - a.score),
    record: recordScore > 0 ? { name: recordName, score: recordScore } : undefined,
  };
}

/**
 * Sentence about who has won the round or the match, with marked names (markName). A player who plays alone
 * has points instead.
 */
export function resultText({ rows }: Pick<MatchSummary, 'rows'>, of: 'round' | 'match'): string {
  const results = resultsOf(rows, (row) => (of === 'round' ? row.roundScore : row.score));
  if (rows.length === 1) return texts.game.alone(markName(rows[0].name), results[0].points);
  const winners = winnersAmong(results);
  const names = winners.map(({ ids, team }) =>
    team > 0 ? texts.game.team(team) : markName(rows.find(({ id }) => id === ids[0])?.name ?? ''),
  );
  if (names.length === 0) return texts.game.nobodyScored;
  return of === 'round' ? texts.game.roundWon(names) : texts.game.matchWon(names);
}
