import type { z } from 'zod';
import type { Notice } from '../../shared/notices/notice.ts';
import type { RoomState } from '../../shared/state.ts';
import type { DrawingShortage } from '../admission/drawing-capacity.ts';
import type { RoomStream } from '../contracts/room-media.ts';
import { nobody } from '../contracts/saved-members.ts';
import type { SharedMemory } from '../contracts/world-model.ts';
import type { Log } from '../log.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import type { ReopenedRoom } from '../store/whole-room.ts';
import { ReplayedWorld } from '../world/log/replayed-world.ts';
import type { World } from '../world/world.ts';
import { Roster } from './members/roster.ts';
import { RoomEvents } from './room-events.ts';
import type { RoomJournal } from './room-journal.ts';
import type { roomPlanSchema } from './room-plan.ts';
import type { RoomServices } from './room-services.ts';
import { openRoomWorld } from './room-world.ts';
import { AbsentPlayers } from './saving/absent-players.ts';
import type { PendingLog } from './saving/pending-log.ts';
import { RoomReplay } from './saving/room-replay.ts';
import type { Past } from './saving/saved-plan.ts';

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
  readonly memory: SharedMemory;
  readonly seed: WorldSeed;
  readonly roomSeed: number;
  /** What happens in the world, for the store. Undefined for a room that is not kept. */
  readonly pending: PendingLog | undefined;
  /** What the store had of the room, where it goes on. */
  readonly reopened: ReopenedRoom | undefined;
  /** What the room was given to show again. */
  readonly past: Past | undefined;
  /** Undefined in a room that shows the present. */
  readonly replay: RoomReplay | undefined;
  /** Players of a reopened room who are not back yet. */
  readonly absent: AbsentPlayers;
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
  room: Pick<RoomContext, 'id' | 'plan' | 'services' | 'state' | 'log' | 'journal' | 'reopened' | 'past'>,
): Promise<RoomContext> {
  const { id, plan, services, state, journal, reopened, past } = room;
  const opened = await openRoomWorld({
    ...{ room: id, plan, services, reopened, past },
    freed: (wayOut) => journal.freed(wayOut, world.statistics),
    mapFailed: (error) => journal.fault('map', error),
  });
  const { world, seed } = opened;
  Object.assign(state, { world: seed.title, host: '', locked: false, epoch: reopened?.epoch ?? 0 });
  const roster = new Roster();
  const absent = new AbsentPlayers(world, roster.lastPlaces, reopened?.members ?? nobody);
  const { view } = services.pack.manifest;
  const createStream = () => services.media.createStream({ ...view, room: id });
  const parts = { createStream, journal, state, roster };
  return {
    ...room,
    ...opened,
    ...{ roster, absent, createStream },
    replay: world instanceof ReplayedWorld ? new RoomReplay(world, parts) : undefined,
    events: new RoomEvents(),
    tell: (member, notice) => roster.notify(member, notice),
    shortage: () => services.drawing.shortage(),
  };
}
