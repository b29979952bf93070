import type { RoomState } from '../../../shared/state.ts';
import type { Status } from '../../hud/status-card.tsx';
import { texts } from '../../texts.ts';

/** A member's position in the queue for a seat; 0 for everybody who does not wait. */
export function placeOf(state: RoomState, own: string): number {
  return state.spectators?.get(own)?.place ?? 0;
}

/** The view that a member who came to play sees: its own, or another player's until it has a seat. */
export function viewFor(state: RoomState, own: string, present: string | undefined): string | undefined {
  if (state.players.has(own)) return own;
  const [first] = state.players.keys();
  if (placeOf(state, own) > 0 && (present === undefined || !state.players.has(present))) return first;
  return present;
}

/** Why a member has no seat yet, and its position in the queue; empty for everybody who does not wait. */
export function placeText(state: RoomState, own: string): string {
  const place = placeOf(state, own);
  if (place === 0) return '';
  if (state.spectators.get(own)?.waitsFor !== 'machine') return texts.play.place(place);
  return texts.play.placeForMachine(place, state.drawableViews, state.viewRate);
}

/** The status of a member who waits for a seat in a room without players, and so gets no picture. */
export function waitingForSeat(
  state: RoomState | undefined,
  own: string | undefined,
  view: string | undefined,
): Status | undefined {
  if (own === undefined || state === undefined || view !== undefined || placeOf(state, own) === 0)
    return undefined;
  return { ...texts.status.waitingForSeat, detail: placeText(state, own), busy: true, actions: [] };
}
