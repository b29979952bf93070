import type { WorldState } from '../world-state.ts';
import type { Match, Standing } from './match.ts';
import type { MatchStage } from './match-turn.ts';

/** Most leavers that a match remembers, so that repeated joining and leaving needs no memory. */
const mostLeavers = 8;

/**
 * Updates the standings from the players with bodies. A leaver with points stays until the next round.
 *
 * @returns Ids of players who joined and left. `deserted` is true if there were players and all of them left.
 */
export function keepStandings({ match, mode, state }: MatchStage): {
  joined: string[];
  left: string[];
  deserted: boolean;
} {
  const present = match.standings.filter((standing) => standing.present);
  const leavers = present.filter(({ id }) => !state.players.has(id));
  for (const leaver of leavers) Object.assign(leaver, { present: false, role: '' });
  const joined: string[] = [];
  for (const { id, name, colour } of state.players.values()) {
    if (match.standings.some((standing) => standing.id === id)) continue;
    joined.push(id);
    const team = smallestTeam(match, mode.teams ?? 0);
    match.standings.push({ id, name, colour, team, score: 0, roundScore: 0, present: true, role: '' });
  }
  if (leavers.length > 0) forgetLeavers(match);
  return {
    joined,
    left: leavers.map(({ id }) => id),
    deserted: present.length > 0 && leavers.length === present.length,
  };
}

/** Removes leavers from the standings. */
export function dropLeavers(match: Match): void {
  match.standings = match.standings.filter(({ present }) => present);
}

/** Adds or subtracts points of the current round. A score never falls below 0. */
export function addPoints(match: Match, state: WorldState, id: string, points: number): void {
  const standing = match.standings.find((candidate) => candidate.id === id);
  if (standing === undefined) return;
  const gained = Math.max(-standing.score, Math.trunc(points));
  standing.score += gained;
  standing.roundScore += gained;
  showScore(state, standing);
}

/** Sets all points to 0. */
export function forgetPoints({ match, state }: MatchStage): void {
  for (const standing of match.standings) {
    Object.assign(standing, { score: 0, roundScore: 0 });
    showScore(state, standing);
  }
}

/** Removes the points of the current round. */
export function forgetRound({ match, state }: MatchStage): void {
  for (const standing of match.standings) {
    Object.assign(standing, { score: standing.score - standing.roundScore, roundScore: 0 });
    showScore(state, standing);
  }
}

/** Whether enough connected players are present for the mode. */
export function enoughPlayers({ mode, state }: MatchStage): boolean {
  const connected = [...state.players.values()].filter((player) => player.connected);
  return connected.length >= (mode.minimumPlayers ?? 1);
}

/** Whether a match must end because all or too many players have left. */
export function isOff({ mode, state }: MatchStage, deserted: boolean): boolean {
  return (deserted && mode.schedule !== undefined) || state.players.size < (mode.minimumPlayers ?? 1);
}

function showScore(state: WorldState, { id, score }: Standing): void {
  const player = state.players.get(id);
  if (player !== undefined) player.score = score;
}

function smallestTeam(match: Match, teams: number): number {
  let smallest = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (let team = 1; team <= teams; team++) {
    const members = match.standings.filter((standing) => standing.present && standing.team === team).length;
    if (members >= fewest) continue;
    smallest = team;
    fewest = members;
  }
  return smallest;
}

function forgetLeavers(match: Match): void {
  const leavers = match.standings
    .filter(({ present, score }) => !present && score > 0 && match.phase !== 'free')
    .sort((a, b) => b.score - a.score)
    .slice(0, mostLeavers);
  match.standings = match.standings.filter((standing) => standing.present || leavers.includes(standing));
}
