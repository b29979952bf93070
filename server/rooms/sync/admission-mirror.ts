import type { RoomState } from '../../../shared/state.ts';
import type { AdmissionControl } from '../members/admission-control.ts';

/** Copies what a door keeps out into the state that clients see. */
export function mirrorAdmission(door: Pick<AdmissionControl, 'locked' | 'kicked'>, state: RoomState): void {
  state.locked = door.locked;
  const kicked = new Map(door.kicked.names());
  for (const id of [...state.kicked.keys()]) if (!kicked.has(id)) state.kicked.delete(id);
  for (const [id, name] of kicked) if (!state.kicked.has(id)) state.kicked.set(id, name);
}
