import type { MatchPhase } from '../../../shared/match.ts';
import type { Match } from './match.ts';
import type { MatchStage, MatchTurn } from './match-turn.ts';
import type { Game, Schedule } from './mode.ts';
import { restoreWorld } from './restore.ts';
import { dropLeavers, enoughPlayers, forgetPoints, forgetRound } from './standings.ts';

/** Ends the phase when its time is over, or the match when too few players are left. */
export function moveOn(turn: MatchTurn, game: Game<object, string>, off: boolean): void {
  const { match, mode, state } = turn;
  const { schedule } = mode;
  if (schedule === undefined) return;
  const { phase } = match;
  if (off && (phase === 'countdown' || phase === 'round' || phase === 'break')) {
    callOff(turn);
  } else if (phase === 'waiting') {
    if (enoughPlayers(turn)) beginMatch(turn, schedule);
  } else if (state.tick >= match.ends) endPhase(turn, game, schedule);
}

function endPhase(turn: MatchTurn, game: Game<object, string>, schedule: Schedule): void {
  const { match } = turn;
  switch (match.phase) {
    case 'countdown':
      enter(turn, 'round', schedule.roundSeconds);
      match.needsRestore = true;
      renew(turn, game);
      break;
    case 'round':
      endRound(turn, schedule);
      break;
    case 'break':
      match.round++;
      countDown(turn, schedule);
      break;
    default:
      if (enoughPlayers(turn)) beginMatch(turn, schedule);
      else callOff(turn);
  }
}

/** Starts the round in the mode. Restores the world first if it was played in. */
export function renew(turn: MatchTurn, game: Game<object, string>): void {
  const { match, mode } = turn;
  clear(match);
  if (match.needsRestore) restoreWorld(turn);
  Object.assign(match, { begun: true, needsRestore: false });
  mode.begun?.(game);
}

/** Returns to the beginning of the current or last round. Without rounds, resets everything. */
export function resetRound(turn: MatchStage): void {
  const { match, mode } = turn;
  if (mode.schedule === undefined) {
    forgetPoints(turn);
    Object.assign(match, { begun: false, needsRestore: true });
  } else {
    forgetRound(turn);
    countDown(turn, mode.schedule);
  }
}

function beginMatch(turn: MatchStage, schedule: Schedule): void {
  const { match, mode } = turn;
  match.round = 1;
  match.own = mode.start();
  forgetPoints(turn);
  countDown(turn, schedule);
}

function countDown(turn: MatchStage, schedule: Schedule): void {
  const { match } = turn;
  dropLeavers(match);
  for (const standing of match.standings) standing.roundScore = 0;
  clear(match);
  match.begun = false;
  match.needsGathering = true;
  enter(turn, 'countdown', schedule.countdownSeconds);
}

function endRound(turn: MatchStage, schedule: Schedule): void {
  const { match } = turn;
  clear(match);
  if (match.round < schedule.rounds) {
    enter(turn, 'break', schedule.breakSeconds);
    return;
  }
  enter(turn, 'over', schedule.overSeconds);
  for (const { name, score } of match.standings) {
    if (score > (match.record?.score ?? 0)) match.record = { name, score };
  }
}

function callOff(turn: MatchStage): void {
  const { match } = turn;
  dropLeavers(match);
  forgetPoints(turn);
  clear(match);
  Object.assign(match, { phase: 'waiting', round: 0, ends: 0, begun: false } satisfies Partial<Match>);
}

function enter({ match, state, manifest }: MatchStage, phase: MatchPhase, seconds: number): void {
  match.phase = phase;
  match.ends = state.tick + Math.round(seconds * manifest.view.rate);
}

/** Only points outlast a round. */
function clear(match: Match): void {
  Object.assign(match, { marks: [], timers: [], inside: [] } satisfies Partial<Match>);
  for (const standing of match.standings) standing.role = '';
}
