import { z } from 'zod';

/**
 * What a match is going through. `free` has no clock and no end; `waiting` is for enough players;
 * `break` shows what a round came to, `over` what the match did, and the next match follows by itself.
 */
export const matchPhases = ['free', 'waiting', 'countdown', 'round', 'break', 'over'] as const;
export type MatchPhase = (typeof matchPhases)[number];

/** A game mode's name: lower case, with hyphens. */
export const modeNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens, at most 40');

/** What hosts may do with the match, beside everything else that they may do. */
export const matchCommands = ['pause', 'resume', 'reset', 'start'] as const;
export type MatchCommand = (typeof matchCommands)[number];

/** One of the server's game modes, as GET /api/modes lists them; pages have the words for its name. */
export const modeSummarySchema = z.object({
  name: z.string(),
  /** Players without whom no match begins. */
  minimumPlayers: z.int().min(1),
  /** 0 where everybody plays for themselves. */
  teams: z.int().min(0),
  /** 0 where nothing ends. */
  rounds: z.int().min(0),
  /** Seconds. */
  roundSeconds: z.number().min(0),
});
export type ModeSummary = z.infer<typeof modeSummarySchema>;

/** What somebody, or a team, has to show. */
export interface Result {
  /** Those whose points these are: the ids of one player, or of all of a team. */
  ids: string[];
  /** From 1; 0 where there are no teams. */
  team: number;
  points: number;
}

interface Counted {
  readonly id: string;
  readonly team: number;
}

/**
 * Points of every player, or of every team, most first; of as many, in the order of the standings.
 * `pointsOf` says which points: those of the match or of a round.
 */
export function resultsOf<Standing extends Counted>(
  standings: Iterable<Standing>,
  pointsOf: (standing: Standing) => number,
): Result[] {
  const results: Result[] = [];
  for (const standing of standings) {
    const { id, team } = standing;
    const known = team === 0 ? undefined : results.find((result) => result.team === team);
    if (known === undefined) results.push({ ids: [id], team, points: pointsOf(standing) });
    else {
      known.ids.push(id);
      known.points += pointsOf(standing);
    }
  }
  return results.sort((a, b) => b.points - a.points);
}

/** Those with the most points: several where they tie, none where nobody has any. */
export function winnersAmong(results: readonly Result[]): Result[] {
  const most = Math.max(0, ...results.map(({ points }) => points));
  return most === 0 ? [] : results.filter(({ points }) => points === most);
}
