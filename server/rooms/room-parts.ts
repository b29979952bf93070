import { closeCodes } from '../../shared/protocol/close-codes.ts';
import { readGoalWords } from '../pack/goal-words-file.ts';
import { RoomSound } from '../sound/room-sound.ts';
import { RoomAgents } from './agents/room-agents.ts';
import { RoomAnswers } from './answers/room-answers.ts';
import { RoomBots } from './bots/room-bots.ts';
import { OwnWishes } from './goals/own-wishes.ts';
import { RoomGoals } from './goals/room-goals.ts';
import { MemberLifecycle } from './member-lifecycle.ts';
import { AdmissionControl } from './members/admission-control.ts';
import { HostRole } from './members/host-role.ts';
import { Seating } from './members/seating.ts';
import { openHandlers } from './messages/handlers.ts';
import type { MapRequests } from './messages/map-requests.ts';
import { MessageHandler } from './messages/message-handler.ts';
import type { RoomRecordings } from './messages/room-recordings.ts';
import { openClock, type RoomClock } from './room-clock.ts';
import type { RoomContext } from './room-context.ts';
import { RoomMaintenance } from './room-maintenance.ts';
import { openSaving, type RoomSaving } from './saving/room-saving.ts';
import { Spectating } from './spectating.ts';

/** The parts of one room. */
export interface RoomParts {
  readonly admission: AdmissionControl;
  readonly hostRole: HostRole;
  readonly seating: Seating;
  readonly spectating: Spectating;
  readonly lifecycle: MemberLifecycle;
  readonly maintenance: RoomMaintenance;
  readonly messages: MessageHandler;
  readonly recordings: RoomRecordings;
  readonly maps: MapRequests;
  readonly sound: RoomSound;
  readonly agents: RoomAgents;
  readonly bots: RoomBots;
  readonly wishes: OwnWishes;
  readonly loop: RoomClock;
  /** Undefined for a room that is not kept. */
  readonly saving: RoomSaving | undefined;
}

/** Makes the parts of a new room: each gets the context, and those before it that it calls. */
export async function openParts(context: RoomContext): Promise<RoomParts> {
  const { id, plan, world, services, journal, events } = context;
  const admission = new AdmissionControl(context);
  const hostRole = new HostRole(context, admission);
  const seating = new Seating(context, admission);
  const spectating = new Spectating(context);
  const lifecycle = new MemberLifecycle(context, { admission, hostRole, seating });
  const maintenance = new RoomMaintenance(context, { admission, seating, lifecycle, spectating });
  const goals = new RoomGoals(context, await readGoalWords(services.pack.folder));
  const wishes = new OwnWishes(context, goals);
  const bots = new RoomBots(context, { lifecycle, goals });
  const answers = new RoomAnswers(context);
  const handlers = await openHandlers(context, {
    ...{ admission, hostRole, spectating, lifecycle, bots, goals, wishes, answers },
    saving: () => saving,
    sound: () => sound,
    loop: () => loop,
  });
  const messages = new MessageHandler({
    routes: handlers.routes,
    host: () => hostRole.host,
    expel: (member, reason) => lifecycle.dismiss(member, closeCodes.tooFrequent, reason),
  });
  const sound = new RoomSound({
    world,
    createStream: () => services.media.createSoundStream({ room: id }),
  });
  const { recordings, maps, relay } = handlers;
  const agents = new RoomAgents(context, { admission, lifecycle, relay, sound, goals, answers });
  const loop = openClock(
    plan.pace,
    {
      world,
      deliver: (...drawn) => events.emit('viewsDrawn', ...drawn),
      advanced: (notices) => events.emit('advanced', notices),
      failed: (error) => journal.fault('tick', error),
    },
    agents.steps,
  );
  const saving = openSaving(context, { admission, hostRole, spectating });
  return {
    ...{ admission, hostRole, seating, spectating, lifecycle, maintenance },
    ...{ messages, recordings, maps, sound, agents, bots, wishes, loop, saving },
  };
}

/** Ends what goes on by itself. */
export async function closeParts(parts: RoomParts): Promise<void> {
  try {
    for (const part of [parts.agents, parts.recordings, parts.sound]) part.close();
    await parts.loop.stop();
  } finally {
    // Whoever opens the room again waits for this.
    await parts.saving?.close();
  }
  parts.spectating.close();
}
