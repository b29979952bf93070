import { type RoomState, SpectatorState } from '../../../shared/state.ts';
import type { Roster } from '../members/roster.ts';

/** Copies who watches, who waits for a seat and who is silenced into the schema that Colyseus patches to clients. */
export function mirrorRoster(roster: Roster, state: RoomState): void {
  for (const id of state.spectators.keys()) {
    if (roster.get(id)?.role !== 'spectator') state.spectators.delete(id);
  }
  for (const id of [...state.silenced.keys()]) if (!roster.get(id)?.silenced) state.silenced.delete(id);
  let waiting = 0;
  for (const member of roster) {
    if (member.silenced && !state.silenced.has(member.id)) state.silenced.set(member.id, true);
    if (member.role !== 'spectator') continue;
    let copy = state.spectators.get(member.id);
    if (copy === undefined) {
      copy = new SpectatorState();
      copy.name = member.name;
      state.spectators.set(member.id, copy);
    }
    copy.connected = member.connected;
    copy.place = member.waiting ? ++waiting : 0;
    copy.waitsFor = member.waitsFor;
  }
}
