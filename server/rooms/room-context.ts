import { EventEmitter } from 'node:events';
import type { z } from 'zod';
import type { RoomState } from '../../shared/state.ts';
import type { Log } from '../log.ts';
import type { TickNotice } from '../world/world-tick.ts';
import { type Member, Roster } from './members/roster.ts';
import { RoomJournal } from './room-journal.ts';
import { type RoomPlan, roomPlanSchema } from './room-plan.ts';
import type { RoomServices } from './room-services.ts';

/** What happens in a room, with what each event carries. */
export interface RoomEvents {
  /** Somebody joined, left, dropped, came back or got a seat. */
  membersChanged: [];
  /** A player left the waiting line for a seat. */
  seated: [member: Member];
  /** Another player is host, by session id; an empty one is nobody. */
  hostChanged: [host: string];
  /** The host locked or unlocked the room, or banned or silenced somebody, or no longer. */
  admissionChanged: [];
  /** A page was hidden, or is seen again. */
  visibilityChanged: [];
  /** A tick moved the world. */
  advanced: [notices: readonly TickNotice[]];
  /** Nobody has been in the room for a while. */
  idle: [];
}

/** What the parts of a room have in common. */
export interface RoomContext {
  /** The room's id. */
  readonly room: string;
  readonly plan: z.output<typeof roomPlanSchema>;
  readonly services: RoomServices;
  readonly state: RoomState;
  readonly roster: Roster;
  readonly log: Log;
  readonly journal: RoomJournal;
  readonly events: EventEmitter<RoomEvents>;
  /** Sends a member a notice; one who has left gets none. */
  tell(member: string, text: string): void;
}

export function createRoomContext(
  room: string,
  state: RoomState,
  services: RoomServices,
  plan: Partial<RoomPlan>,
): RoomContext {
  const log = services.log.child({ room });
  const roster = new Roster();
  return {
    room,
    plan: roomPlanSchema.parse(plan),
    services,
    state,
    roster,
    log,
    journal: new RoomJournal(log),
    events: new EventEmitter<RoomEvents>(),
    tell: (member, text) => roster.notify(member, text),
  };
}
