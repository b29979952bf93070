import { type RoomState, SpectatorState } from '../../shared/state.ts';
import type { Roster } from './roster.ts';

/** Copies who watches, and who waits for a seat, into the schema that Colyseus patches to clients. */
export function mirrorRoster(roster: Roster, state: RoomState): void {
  for (const id of state.spectators.keys()) {
    if (roster.get(id)?.role !== 'spectator') state.spectators.delete(id);
  }
  let waiting = 0;
  for (const member of roster) {
    if (member.role !== 'spectator') continue;
    let copy = state.spectators.get(member.id);
    if (copy === undefined) {
      copy = new SpectatorState();
      copy.name = member.name;
      state.spectators.set(member.id, copy);
    }
    copy.connected = member.connected;
    copy.place = member.waiting ? ++waiting : 0;
  }
}
