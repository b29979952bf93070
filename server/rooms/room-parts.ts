import { CloseCode } from '@colyseus/core';
import { closeCodes } from '../../shared/messages.ts';
import { shortageOf } from '../admission/drawing-capacity.ts';
import { RoomSound } from '../sound/room-sound.ts';
import { TickLoop } from '../world/tick-loop.ts';
import type { World } from '../world/world.ts';
import type { Deliver } from '../world/world-tick.ts';
import { MemberLifecycle } from './member-lifecycle.ts';
import { AdmissionControl } from './members/admission-control.ts';
import { HostRole } from './members/host-role.ts';
import { Seating } from './members/seating.ts';
import { openHandlers } from './messages/handlers.ts';
import type { MapRequests } from './messages/map-requests.ts';
import { MessageHandler } from './messages/message-handler.ts';
import type { RoomRecordings } from './messages/room-recordings.ts';
import type { RoomContext } from './room-context.ts';
import { RoomMaintenance } from './room-maintenance.ts';
import { openRoomWorld } from './room-world.ts';
import { Spectating } from './spectating.ts';
import { mirror } from './sync/state-mirror.ts';

/** The parts of an open room. */
export interface RoomParts {
  readonly world: World;
  /** What the world is called. */
  readonly title: string;
  readonly loop: TickLoop;
  readonly sound: RoomSound;
  readonly door: AdmissionControl;
  readonly hosting: HostRole;
  readonly seating: Seating;
  readonly spectating: Spectating;
  readonly attendance: MemberLifecycle;
  readonly upkeep: RoomMaintenance;
  readonly messages: MessageHandler;
  readonly recordings: RoomRecordings;
  readonly maps: MapRequests;
}

/** What exists of a room before its world does: who may come, and who is host. */
export function openAdmission(context: RoomContext): Pick<RoomParts, 'door' | 'hosting'> {
  const { room, plan, services, roster, events, journal } = context;
  const door = new AdmissionControl({
    ...plan,
    room,
    maximumSpectators: services.maximumSpectators,
    invites: services.invites,
    roster,
    shortage: () => shortageOf(services.drawing),
  });
  const hosting = new HostRole({
    roster,
    links: () => door.links(),
    changed: (host) => events.emit('hostChanged', host),
    failed: (error) => journal.fault('invites', error),
  });
  return { door, hosting };
}

/** Opens the world of a room and all that belongs to it. `deliver` takes the views that were drawn. */
export async function openRoomParts(
  context: RoomContext,
  admission: Pick<RoomParts, 'door' | 'hosting'>,
  deliver: Deliver,
): Promise<RoomParts> {
  const { room, plan, services, journal } = context;
  const { world, seed } = await openRoomWorld({
    ...{ room, plan, services },
    freed: (freed) => journal.freed(freed, world.statistics),
  });
  try {
    const sound = new RoomSound({
      world,
      createStream: () => services.media.createSoundStream({ room }),
    });
    const loop = openLoop(context, world, deliver);
    const members = openMembers(context, { ...admission, world });
    const handlers = await openMessages(context, { ...admission, ...members, world });
    return { ...admission, ...members, ...handlers, world, title: seed.title, loop, sound };
  } catch (error) {
    world.close();
    throw error;
  }
}

function openLoop({ events, journal }: RoomContext, world: World, deliver: Deliver): TickLoop {
  return new TickLoop({
    world,
    deliver,
    advanced: (notices) => events.emit('advanced', notices),
    failed: (error) => journal.fault('tick', error),
  });
}

type Opened = Pick<RoomParts, 'door' | 'hosting' | 'world'>;
type Members = Pick<RoomParts, 'seating' | 'spectating' | 'attendance' | 'upkeep'>;

function openMembers(context: RoomContext, opened: Opened): Members {
  const { room, services, roster, state, log, journal, events, tell } = context;
  const { world, door } = opened;
  const { view } = services.pack.manifest;
  const parts = { ...opened, room, roster, tell };
  const createStream = () => services.media.createStream({ ...view, room });
  const changed = () => events.emit('membersChanged');
  const seating = new Seating({
    ...parts,
    shortage: () => shortageOf(services.drawing),
    createStream,
    seated: (member) => events.emit('seated', member),
    failed: (member, error) => {
      journal.fault('seat', error);
      attendance.dismiss(member, CloseCode.WITH_ERROR, 'There is no video for this seat. Join again.');
    },
  });
  const spectating = new Spectating({
    ...parts,
    capacity: services.capacity,
    state,
    createStream,
    failed: (error) => journal.fault('free camera', error),
  });
  const attendance = new MemberLifecycle({
    ...parts,
    seating,
    spectating,
    rate: view.rate,
    log,
    mirrored: () => mirror(world.state, state),
    changed,
  });
  const upkeep = new RoomMaintenance({
    ...{ room, roster, world, state, door, seating, spectating, attendance, services, tell },
    changed,
    end: () => events.emit('idle'),
  });
  return { seating, spectating, attendance, upkeep };
}

type Messages = Pick<RoomParts, 'messages' | 'recordings' | 'maps'>;

async function openMessages(context: RoomContext, opened: Opened & Members): Promise<Messages> {
  const { room, plan, services, roster, events, journal } = context;
  const { world, door, hosting, attendance, spectating } = opened;
  const { routes, recordings, maps } = await openHandlers({
    ...{ room, roomName: plan.name, world, roster, door, hosting, camera: spectating, services },
    doorChanged: () => events.emit('admissionChanged'),
    dismiss: (member, code, reason) => attendance.dismiss(member, code, reason),
    visibility: () => events.emit('visibilityChanged'),
    failed: (where, error) => journal.fault(where, error),
  });
  const messages = new MessageHandler({
    routes,
    host: () => hosting.host,
    expel: (member, reason) => attendance.dismiss(member, closeCodes.tooFrequent, reason),
  });
  return { messages, recordings, maps };
}
