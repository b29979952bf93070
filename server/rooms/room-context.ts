import type { z } from 'zod';
import type { Notice } from '../../shared/notices/notice.ts';
import type { RoomState } from '../../shared/state.ts';
import type { DrawingShortage } from '../admission/drawing-capacity.ts';
import type { RoomStream } from '../contracts/room-media.ts';
import type { Log } from '../log.ts';
import type { World } from '../world/world.ts';
import { Roster } from './members/roster.ts';
import { RoomEvents } from './room-events.ts';
import type { RoomJournal } from './room-journal.ts';
import type { roomPlanSchema } from './room-plan.ts';
import type { RoomServices } from './room-services.ts';
import { openRoomWorld } from './room-world.ts';

/** What every part of one room works with. */
export interface RoomContext {
  /** The room's id. */
  readonly id: string;
  readonly plan: z.output<typeof roomPlanSchema>;
  /** What the room shares with the other rooms of the process. */
  readonly services: RoomServices;
  /** What Colyseus patches to clients. */
  readonly state: RoomState;
  readonly roster: Roster;
  readonly world: World;
  readonly log: Log;
  readonly journal: RoomJournal;
  readonly events: RoomEvents;
  /** Tells a member something, by session id; nothing happens when it is not there. */
  tell(member: string, notice: Notice): void;
  /** The video of one more view. */
  createStream(): Promise<RoomStream>;
  /** Why the machine cannot draw one player more; undefined where it can. */
  shortage(): DrawingShortage | undefined;
}

/** Opens the world of a new room. Rejects as {@link openRoomWorld} does. */
export async function openContext(
  room: Pick<RoomContext, 'id' | 'plan' | 'services' | 'state' | 'log' | 'journal'>,
): Promise<RoomContext> {
  const { id, plan, services, state, journal } = room;
  const { world, seed } = await openRoomWorld({
    ...{ room: id, plan, services },
    freed: (wayOut) => journal.freed(wayOut, world.statistics),
  });
  Object.assign(state, { world: seed.title, host: '', locked: false });
  const roster = new Roster();
  const { view } = services.pack.manifest;
  return {
    ...room,
    ...{ roster, world },
    events: new RoomEvents(),
    tell: (member, notice) => roster.notify(member, notice),
    createStream: () => services.media.createStream({ ...view, room: id }),
    shortage: () => services.drawing.shortage(),
  };
}
