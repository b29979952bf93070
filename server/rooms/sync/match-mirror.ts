import { matchPhases } from '../../../shared/match.ts';
import { AnnouncementState, MarkState, type MatchState, StandingState } from '../../../shared/state.ts';
import type { World } from '../../world/world.ts';

/** Copies how a world's match stands into the schema that Colyseus patches to clients; what did not change costs nothing. */
export function mirrorMatch({ match, mode }: Pick<World, 'match' | 'mode'>, state: MatchState): void {
  state.mode = match.mode;
  state.phase = matchPhases.indexOf(match.phase);
  state.paused = match.paused;
  state.round = match.round;
  state.rounds = mode.schedule?.rounds ?? 0;
  state.ends = match.ends;
  state.minimumPlayers = mode.minimumPlayers ?? 1;
  state.recordScore = Math.min(most, match.record?.score ?? 0);
  state.recordName = match.record?.name ?? '';

  const { standings, marks, announcements } = state;
  keep(standings, match.standings, ({ id }) => id);
  for (const { id, name, colour, team, score, roundScore, present, role } of match.standings) {
    const copy = standings.get(id) ?? put(standings, id, new StandingState());
    Object.assign(copy, { name, colour, team, present, role });
    copy.score = Math.min(most, score);
    copy.roundScore = Math.min(most, Math.max(0, roundScore));
  }
  keep(marks, match.marks, ({ id }) => id);
  for (const { id, ...mark } of match.marks) {
    Object.assign(marks.get(id) ?? put(marks, id, new MarkState()), mark);
  }
  keep(announcements, match.announcements, ({ number }) => String(number));
  for (const { number, points, ...about } of match.announcements) {
    if (announcements.has(String(number))) continue;
    const copy = put(announcements, String(number), new AnnouncementState());
    Object.assign(copy, { ...about, points: Math.min(most, Math.max(0, points)) });
  }
}

/** Most points that the schema can tell of. */
const most = 0xffff;

interface Copies<Copy> {
  keys(): Iterable<string>;
  delete(id: string): boolean;
  set(id: string, copy: Copy): unknown;
}

/** Takes away the copies of what is not there any more. */
function keep<Item>(copies: Copies<unknown>, items: readonly Item[], idOf: (item: Item) => string): void {
  const ids = new Set(items.map(idOf));
  for (const id of [...copies.keys()]) if (!ids.has(id)) copies.delete(id);
}

function put<Copy>(copies: Copies<Copy>, id: string, copy: Copy): Copy {
  copies.set(id, copy);
  return copy;
}
