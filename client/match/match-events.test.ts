import { describe, expect, test } from 'vitest';
import { type MatchPhase, matchPhases } from '../../shared/match.ts';
import { AnnouncementState, RoomState, StandingState } from '../../shared/state.ts';
import { markName, plainSentence } from '../people/person-name.ts';
import { MatchEvents } from './match-events.ts';
import { matchSummary, resultText } from './match-summary.ts';

/** A page that follows a room's state. */
function follower() {
  const state = new RoomState();
  state.tick = 0;
  Object.assign(state.match, { mode: 'relic-rush', rounds: 3, minimumPlayers: 1 });
  const events = new MatchEvents();
  return {
    state,
    is(phase: MatchPhase, round: number, more: { paused?: boolean; ends?: number; tick?: number } = {}) {
      const { tick = state.tick, ...match } = more;
      state.tick = tick;
      Object.assign(state.match, { phase: matchPhases.indexOf(phase), round, ...match });
      return events.update(matchSummary(state, 'a', 12), state.match.announcements).map(plainSentence);
    },
    announce(number: number, key: string, player = '', points = 0) {
      const announcement = new AnnouncementState();
      Object.assign(announcement, { key, player, other: '', points });
      state.match.announcements.set(String(number), announcement);
    },
    scores(...rows: [string, number, number, number?][]) {
      for (const [id, score, roundScore, team = 0] of rows) {
        const standing = new StandingState();
        Object.assign(standing, {
          name: id.toUpperCase(),
          colour: 0,
          team,
          score,
          roundScore,
          present: true,
        });
        standing.role = '';
        state.match.standings.set(id, standing);
      }
    },
  };
}

describe('announcements of a match', () => {
  test('follow changes, and there are none for the first state', () => {
    const page = follower();
    page.scores(['a', 7, 2], ['b', 5, 5]);
    expect(page.is('countdown', 1, { ends: 60 })).toEqual([]);
    expect(page.is('countdown', 1)).toEqual([]);
    expect(page.is('round', 1)).toEqual(['Go!']);
    expect(page.is('break', 1)).toEqual(['Time is up. The round goes to B.']);
    expect(page.is('countdown', 2)).toEqual(['Round 2 of 3 begins in 5 seconds']);
    expect(page.is('countdown', 2, { paused: true })).toEqual(['The host has paused the game']);
    expect(page.is('countdown', 2, { paused: false })).toEqual(['The game goes on']);
    expect(page.is('over', 3)).toEqual(['Time is up. A wins the match.']);
    expect(page.is('waiting', 0)).toEqual([]);
    page.is('round', 1);
    expect(page.is('waiting', 0)).toEqual(['The match is off: too few players are left.']);
  });

  test('are repeated when a phase begins anew, but not after a pause', () => {
    const page = follower();
    page.is('countdown', 1, { tick: 10, ends: 70 });
    expect(page.is('countdown', 1, { tick: 20 })).toEqual([]);
    expect(page.is('countdown', 1, { tick: 20, paused: true })).toEqual(['The host has paused the game']);
    expect(page.is('countdown', 1, { tick: 30, ends: 80 })).toEqual([]);
    expect(page.is('countdown', 1, { tick: 31, ends: 81, paused: false })).toEqual(['The game goes on']);
    expect(page.is('countdown', 1, { tick: 32, ends: 92 })).toEqual(['Round 1 of 3 begins in 5 seconds']);
    expect(page.is('countdown', 1, { tick: 33 })).toEqual([]);
  });

  test('of the mode come once each, in order, and none from before the page joined', () => {
    const page = follower();
    page.announce(1, 'moved');
    expect(page.is('round', 1)).toEqual([]);
    page.announce(3, 'scored', 'Ben', 5);
    page.announce(2, 'finale', '', 10);
    const sentences = page.is('round', 1);
    expect(sentences).toEqual([
      'The last half minute: the relic is worth 10 points now.',
      'Ben brought the relic home: 5 points. It is elsewhere now.',
    ]);
    expect(page.is('round', 1)).toEqual([]);
  });
});

test('results name one winner, all tied players, teams, or nobody', () => {
  const result = (...rows: Parameters<ReturnType<typeof follower>['scores']>) => {
    const page = follower();
    page.scores(...rows);
    return plainSentence(resultText(matchSummary(page.state, undefined, 12), 'match'));
  };
  expect(result(['a', 3, 0], ['b', 1, 1])).toBe('A wins the match');
  expect(result(['a', 3, 0])).toBe('A: 3 points');
  expect(result(['a', 3, 0], ['b', 3, 1], ['c', 3, 0])).toBe('A tie: A, B and C');
  expect(result(['a', 3, 0, 1], ['b', 3, 1, 2], ['c', 1, 0, 1])).toBe('Team 1 wins the match');
  expect(result(['a', 0, 0], ['b', 0, 0])).toBe('Nobody scored');
});

test('the clock shows whole seconds, and nothing in a phase without end', () => {
  const { state } = follower();
  Object.assign(state, { tick: 100 });
  const seconds = (ends: number, rate?: number) => {
    state.match.ends = ends;
    return matchSummary(state, undefined, rate).seconds;
  };
  expect(seconds(112, 12)).toBe(1);
  expect(seconds(113, 12)).toBe(2);
  expect(seconds(90, 12)).toBe(0);
  expect(seconds(0, 12)).toBeUndefined();
  expect(seconds(112)).toBeUndefined();
});

test('names in sentences are marked, for the badge of the host', () => {
  const page = follower();
  page.scores(['a', 3, 0], ['b', 1, 1]);
  expect(resultText(matchSummary(page.state, undefined, 12), 'match')).toBe(
    `${markName('A')} wins the match`,
  );
});
