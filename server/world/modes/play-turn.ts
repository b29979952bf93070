import type { WorldEvent } from '../world-events.ts';
import { gameOf } from './game.ts';
import { gather } from './gathering.ts';
import { counts } from './match.ts';
import { moveOn, renew } from './match-phases.ts';
import type { MatchTurn } from './match-turn.ts';
import type { Game, GameMode } from './mode.ts';
import { pushEvents } from './pushing.ts';
import { isOff, keepStandings } from './standings.ts';
import { zoneEvents } from './zones.ts';

/**
 * One tick of a match: joins and leaves, events, timers, then the clock, and players back to their starts for
 * a countdown. Events count during a round, including its last tick. A mode's handlers only run while there
 * are enough players.
 */
export function playTurn(turn: MatchTurn, happened: readonly WorldEvent[]): void {
  const { match, mode } = turn;
  const game = gameOf(turn);
  const { joined, left, deserted } = keepStandings(turn);
  const off = isOff(turn, deserted);
  if (counts(match) && !off) {
    if (match.begun) {
      for (const id of left) mode.left?.(game, id);
      for (const id of joined) mode.joined?.(game, id);
    } else renew(turn, game);
    // Zone events come last, so that a mode knows who pushed a ball before it arrives.
    for (const event of [...happened, ...pushEvents(turn), ...zoneEvents(turn)]) tell(mode, game, event);
    ring(turn, game);
  }
  moveOn(turn, game, off);
  if (match.needsGathering) gather(turn);
  match.needsGathering = false;
}

function ring({ match, mode }: MatchTurn, game: Game<object, string>): void {
  const due = match.timers.filter(({ at }) => at <= game.tick);
  match.timers = match.timers.filter(({ at }) => at > game.tick);
  for (const { name } of due) mode.timer?.(game, name);
}

function tell({ on = {} }: GameMode, game: Game<object, string>, event: WorldEvent): void {
  switch (event.type) {
    case 'doorOpened':
      on.doorOpened?.(game, event);
      break;
    case 'doorClosed':
      on.doorClosed?.(game, event);
      break;
    case 'blockPlaced':
      on.blockPlaced?.(game, event);
      break;
    case 'blockTaken':
      on.blockTaken?.(game, event);
      break;
    case 'orbTaken':
      on.orbTaken?.(game, event);
      break;
    case 'pushed':
      on.pushed?.(game, event);
      break;
    case 'zoneEntered':
      on.zoneEntered?.(game, event);
      break;
    case 'zoneLeft':
      on.zoneLeft?.(game, event);
      break;
  }
}
