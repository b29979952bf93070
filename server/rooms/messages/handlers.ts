import { isNeutral } from '../../../shared/action.ts';
import type { Reason } from '../../../shared/notices/notice.ts';
import { type ClientMessageName, clientMessages } from '../../../shared/protocol/client-messages.ts';
import { promptEncoderOf } from '../../pack/prompt-encoder.ts';
import type { RoomSound } from '../../sound/room-sound.ts';
import type { RoomAnswers } from '../answers/room-answers.ts';
import type { RoomBots } from '../bots/room-bots.ts';
import type { OwnWishes } from '../goals/own-wishes.ts';
import type { RoomGoals } from '../goals/room-goals.ts';
import type { MemberLifecycle } from '../member-lifecycle.ts';
import type { AdmissionControl } from '../members/admission-control.ts';
import type { HostRole } from '../members/host-role.ts';
import type { Member } from '../members/roster.ts';
import type { RoomClock } from '../room-clock.ts';
import type { RoomContext } from '../room-context.ts';
import { LateInputs } from '../saving/late-inputs.ts';
import type { RoomSaving } from '../saving/room-saving.ts';
import { SaveRequests } from '../saving/save-requests.ts';
import type { Spectating } from '../spectating.ts';
import { giveGoal } from './give-goal.ts';
import { LookControls } from './look-controls.ts';
import { MapRequests } from './map-requests.ts';
import { MediaRequests } from './media-requests.ts';
import { type Route, route } from './message-handler.ts';
import { Moderation } from './moderation.ts';
import { Relay } from './relay.ts';
import { RoomRecordings } from './room-recordings.ts';
import { SketchRequests } from './sketch-requests.ts';

/** The parts of the room that the handlers call. */
export interface HandlerParts {
  readonly admission: AdmissionControl;
  readonly hostRole: HostRole;
  readonly spectating: Pick<Spectating, 'request' | 'steer'>;
  readonly lifecycle: Pick<MemberLifecycle, 'dismiss'>;
  readonly bots: Pick<RoomBots, 'want' | 'ids'>;
  readonly goals: RoomGoals;
  readonly wishes: OwnWishes;
  readonly answers: RoomAnswers;
  saving(): RoomSaving | undefined;
  sound(): RoomSound;
  loop(): RoomClock;
}

/** A route for every message of the table, and what else the room needs of those that answer. */
export interface OpenHandlers {
  routes: Readonly<Record<ClientMessageName, Route>>;
  recordings: RoomRecordings;
  maps: MapRequests;
  relay: Relay;
}

/** The handlers of a room: a new message is an entry of the table in shared/protocol and a route here. */
export async function openHandlers(context: RoomContext, parts: HandlerParts): Promise<OpenHandlers> {
  const { world, roster, services, events } = context;
  const { hostRole, spectating } = parts;
  const { manifest } = services.pack;
  const moderation = new Moderation(context, parts);
  const recordings = new RoomRecordings(context, hostRole, (view) => parts.sound().stream(view));
  const looks = new LookControls({ manifest, world, prompts: await promptEncoderOf(services.pack) });
  const sketches = new SketchRequests(context);
  const maps = new MapRequests(world, roster);
  const media = new MediaRequests((error) => context.journal.fault('media', error));
  const relay = new Relay(roster);
  const saves = new SaveRequests(context, parts);
  const lateInputs = new LateInputs(context);
  const routes = {
    input: route(clientMessages.input, {
      handle: (member, { epoch, ...input }) => {
        if (!isNeutral(input.action)) member.activity.acted();
        // Those that were on their way when the room was taken back are no offence.
        if (epoch !== undefined && epoch !== context.state.epoch) {
          lateInputs.refuse(member);
          return undefined;
        }
        world.setInput(member.id, parts.wishes.input(member.id, input));
        return undefined;
      },
    }),
    media: route(clientMessages.media, {
      handle: (member, request) => {
        void media.answer(member, request);
        return undefined;
      },
      refused: (member, message, reason) => media.refuse(member, message, reason),
    }),
    ping: route(clientMessages.ping, {
      handle: (member, { id }) => {
        const time = performance.timeOrigin + performance.now();
        member.line.send('pong', { id, time, tick: world.state.tick });
        return undefined;
      },
    }),
    host: route(clientMessages.host, { handle: (member, command) => moderation.perform(member, command) }),
    chat: route(clientMessages.chat, {
      handle: (member, { text }) => {
        if (isSilenced(member, 'chat')) return undefined;
        const { id, name, role } = member;
        relay.pass(member, 'chat', { id, name, role, host: id === hostRole.host, text });
        return undefined;
      },
    }),
    goal: route(clientMessages.goal, {
      handle: (member, request) => giveGoal(member, request, { ...parts, roster }),
    }),
    record: route(clientMessages.record, {
      handle: (member, command) => recordings.perform(member, command),
    }),
    camera: route(clientMessages.camera, {
      handle: (member, request) => {
        const reason = spectating.request(member, request);
        // Somebody else may have taken the camera meanwhile, so this is no offence.
        if (reason !== undefined) warn(member, reason);
        return undefined;
      },
    }),
    steer: route(clientMessages.steer, {
      handle: (member, steering) => {
        spectating.steer(member, steering);
        return undefined;
      },
    }),
    controls: route(clientMessages.controls, {
      handle: (member, request) => looks.perform(member, request),
    }),
    sketch: route(clientMessages.sketch, {
      handle: (member, request) => sketches.perform(member, request),
    }),
    saves: route(clientMessages.saves, {
      handle: (member, request) => saves.perform(member, request),
    }),
    replay: route(clientMessages.replay, {
      handle: (_member, command) =>
        context.replay === undefined
          ? { code: 'no-replay', values: {}, field: 'replay' }
          : context.replay.perform(command),
    }),
    map: route(clientMessages.map, {
      handle: (member, request) => {
        maps.perform(member, request);
        return undefined;
      },
    }),
    ask: route(clientMessages.ask, {
      handle: (member, request) => {
        const answer = parts.answers.ask(member.id, request);
        if (answer !== undefined) member.line.send('answer', answer);
        return undefined;
      },
    }),
    describe: route(clientMessages.describe, {
      handle: (member, { id, words }) => {
        void parts.answers.describe(member.id, { words }).then((scene) => {
          if (scene !== undefined) member.line.send('scene', { id, scene });
        });
        return undefined;
      },
    }),
    emote: route(clientMessages.emote, {
      handle: (member, { emote }) => {
        if (isSilenced(member, 'emote')) return undefined;
        const { id, name } = member;
        relay.pass(member, 'emote', { id, name, host: id === hostRole.host, emote });
        return undefined;
      },
    }),
    block: route(clientMessages.block, {
      handle: (member, request) => {
        relay.block(member, request);
        return undefined;
      },
    }),
    shown: route(clientMessages.shown, {
      handle: (member, size) => {
        if (member.role === 'player') world.pictureSizes.show(member.id, size);
        return undefined;
      },
    }),
    visibility: route(clientMessages.visibility, {
      handle: (member, { hidden }) => {
        member.activity.hide(hidden);
        events.emit('visibilityChanged');
        return undefined;
      },
    }),
  };
  return { routes, recordings, maps, relay };
}

/** True, and said to the member, when the host does not let it speak. */
export function isSilenced(member: Member, message: ClientMessageName): boolean {
  if (!member.silenced) return false;
  warn(member, { code: 'silenced', values: {}, field: message });
  return true;
}

function warn(member: Member, reason: Reason): void {
  member.line.send('notice', { level: 'warning', ...reason });
}
