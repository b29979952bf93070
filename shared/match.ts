import { z } from 'zod';

/**
 * Phases of a match. `free` has no clock and no end; `waiting` lasts until there are enough players;
 * `break` shows the result of a round, `over` that of the match; the next match then begins by itself.
 */
export const matchPhases = ['free', 'waiting', 'countdown', 'round', 'break', 'over'] as const;
export type MatchPhase = (typeof matchPhases)[number];

/** A game mode's name: lower case, with hyphens. */
export const modeNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens, at most 40');

/** Requests about the match that only the host may send. */
export const matchCommands = ['pause', 'resume', 'reset', 'start'] as const;
export type MatchCommand = (typeof matchCommands)[number];

/** One of the server's game modes, as GET /api/modes lists them; pages translate its name. */
export const modeSummarySchema = z.object({
  name: z.string(),
  /** Fewest players with whom a match begins. */
  minimumPlayers: z.int().min(1),
  /** 0 in a mode without teams. */
  teams: z.int().min(0),
  /** Whether it is played in rooms with a map alone. */
  needsMap: z.boolean().default(false),
  /** 0 in a mode without end. */
  rounds: z.int().min(0),
  /** Seconds. */
  roundSeconds: z.number().min(0),
});
export type ModeSummary = z.infer<typeof modeSummarySchema>;

/** Points of a player or of a team. */
export interface Result {
  /** Ids of the player, or of all players of the team. */
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
 * Points of every player, or of every team, most first; ties keep the order of the standings.
 * `pointsOf` reads the points of the match or those of a round.
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

/** The winners: several when they tie, none when nobody has a point. */
export function winnersAmong(results: readonly Result[]): Result[] {
  const most = Math.max(0, ...results.map(({ points }) => points));
  return most === 0 ? [] : results.filter(({ points }) => points === most);
}
