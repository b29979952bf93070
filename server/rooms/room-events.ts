import { EventEmitter } from 'node:events';
import type { SavedMembers } from '../contracts/saved-members.ts';
import type { GeneratedView } from '../contracts/view.ts';
import type { TickNotice, ViewTimes } from '../world/world-tick.ts';
import type { Member } from './members/roster.ts';

/** What happens in a room, and what its listeners are told. They are called at once, in the order of listening. */
export interface RoomEventMap {
  /** A member has a seat and a body in the world; its video follows. */
  seated: [member: Member];
  /** A person or an agent takes a seat: where there are too many players now, a bot makes way. */
  seatWanted: [];
  /** A member of a reopened room has the body that it had. */
  tookBack: [member: Member, former: SavedMembers['members'][number]];
  /** A member has a seat, but no video. */
  seatFailed: [member: Member];
  /** The connection of a member broke; its body and its seat stay for a while. */
  dropped: [member: Member];
  /** A member left for good, or was put out; it is not in the roster any more. */
  left: [member: Member];
  /** Another member is host, or nobody: session id, or empty. */
  hostChanged: [host: string];
  /** The room was locked or unlocked, or somebody was kicked, let in again or silenced, or may speak again. */
  admissionChanged: [];
  /** A member came, went, dropped or came back, got a seat or lost it, or waits for something else than before. */
  membersChanged: [];
  /** A page was hidden, or is seen again. */
  visibilityChanged: [];
  /** The world has moved on by a tick, which has these news for players. */
  advanced: [notices: readonly TickNotice[]];
  /** Views of a tick were drawn. `acknowledged` is the newest input that each view reflects. */
  viewsDrawn: [views: readonly GeneratedView[], acknowledged: ReadonlyMap<string, number>, times: ViewTimes];
  /** Nobody has been in the room for as long as rooms wait. */
  idle: [];
  /** Another server has the room now: it ends here. */
  takenOver: [];
}

export class RoomEvents extends EventEmitter<RoomEventMap> {}
