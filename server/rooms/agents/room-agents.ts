import { axisNames, buttonNames } from '../../../shared/action.ts';
import { agentMessages, agentProtocolVersion } from '../../../shared/agents/agent-messages.ts';
import type { AgentJoin } from '../../../shared/agents/agent-requests.ts';
import { planeLayouts } from '../../../shared/agents/planes.ts';
import type { Pace } from '../../../shared/pace.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import { CommandDriver } from '../../commands/command-driver.ts';
import type { AgentPlace, AgentSocket } from '../../contracts/agent-socket.ts';
import type { RoomSound } from '../../sound/room-sound.ts';
import type { StepSource } from '../../world/step-loop.ts';
import type { RoomAnswers } from '../answers/room-answers.ts';
import type { RoomGoals } from '../goals/room-goals.ts';
import type { MemberLifecycle } from '../member-lifecycle.ts';
import { Activity } from '../members/activity.ts';
import type { AdmissionControl } from '../members/admission-control.ts';
import { MessageLimits } from '../members/message-limits.ts';
import { MessageHandler } from '../messages/message-handler.ts';
import type { Relay } from '../messages/relay.ts';
import type { RoomContext } from '../room-context.ts';
import { type Agent, AgentDeeds } from './agent.ts';
import { AgentConnection } from './agent-connection.ts';
import { agentHandlers } from './agent-handlers.ts';
import { readAgentMessage } from './agent-message.ts';
import type { AgentPace } from './agent-pace.ts';
import { AgentSenses } from './agent-senses.ts';
import { headlessViewer } from './headless-viewer.ts';
import { LockStep } from './lock-step.ts';
import { RealTime } from './real-time.ts';

/** The parts of the room that this one calls. */
interface Parts {
  readonly admission: Pick<AdmissionControl, 'admitAgent' | 'requirePlace'>;
  readonly lifecycle: Pick<MemberLifecycle, 'come' | 'leave' | 'dismiss'>;
  readonly relay: Relay;
  readonly goals: RoomGoals;
  readonly sound: Pick<RoomSound, 'tell' | 'jumped'>;
  readonly answers: RoomAnswers;
}

/**
 * The programs in a room. They are members like others, with seats, bodies and names, and differ in how they are
 * reached: what people get as state, video and sound, they get as observations.
 */
export class RoomAgents {
  readonly #context: RoomContext;
  readonly #parts: Parts;
  /** By session id, in the order of coming. */
  readonly #agents = new Map<string, Agent>();
  #came = 0;
  readonly #messages: MessageHandler;
  readonly #pace: AgentPace;
  /** For the clock of a room in lock-step. */
  readonly steps: StepSource;

  constructor(context: RoomContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
    const { world, memory, plan, roster, journal, events } = context;
    const lockStep = new LockStep({
      ...{ world, memory, agents: this.#agents, goals: parts.goals },
      jumped: () => parts.sound.jumped(),
      emptied: () => {
        if (roster.isEmpty) events.emit('idle');
      },
      failed: (error) => journal.fault('return to a moment', error),
    });
    const paces: Record<Pace, AgentPace> = {
      'real-time': new RealTime(world, this.#agents, parts.goals),
      'lock-step': lockStep,
    };
    this.#pace = paces[plan.pace];
    this.steps = lockStep;
    this.#messages = new MessageHandler({
      routes: agentHandlers(context, {
        ...{ agents: this.#agents, pace: this.#pace, relay: parts.relay },
        ...{ goals: parts.goals, answers: parts.answers },
        looks: (agent) => this.#looks(agent),
      }),
      // No agent is host.
      host: () => '',
      expel: (member, reason) => parts.lifecycle.dismiss(member, closeCodes.tooFrequent, reason),
    });
    events.on('left', ({ id }) => this.#agents.delete(id));
    events.on('viewsDrawn', (views) => this.#pace.drawn(views));
    events.on('membersChanged', () => {
      this.#tellSeats();
      this.#pace.changed();
    });
  }

  /** Takes an agent in. Rejects with a ServerError, with a code of closing and the reason, where it may not come. */
  async enter(socket: AgentSocket, join: AgentJoin): Promise<AgentPlace> {
    const { admission, lifecycle, sound } = this.#parts;
    const admitted = await admission.admitAgent(join);
    const { world, roster } = this.#context;
    const id = this.#newId();
    const line = new AgentConnection(socket);
    const activity = new Activity();
    activity.heard();
    this.#tellJoined(line, id, join);
    lifecycle.come(id, admitted, {
      ...{ line, activity, viewer: headlessViewer, controller: 'agent' },
      limits: new MessageLimits(world.manifest.view.rate, undefined, agentMessages),
    });
    const member = roster.get(id);
    if (member === undefined) throw new Error(`Agent ${id} did not come in.`);
    const agent: Agent = {
      ...{ member, line, planes: join.planes, perceives: join.senses },
      senses: new AgentSenses(world, id),
      deeds: new AgentDeeds(),
      driver: new CommandDriver(world, id, join.adapters),
    };
    this.#agents.set(id, agent);
    const silence = sound.tell(id, (moment) => agent.senses.feel(moment, agent.deeds.walks));
    this.#looks(agent);
    this.#tellSeats();
    this.#pace.changed();
    return {
      receive: (frame) => this.#receive(agent, frame),
      left: (code) => {
        silence();
        lifecycle.leave(id, code);
      },
    };
  }

  /** The world has moved on by a tick, whose sounds were heard. */
  advanced(): void {
    this.#pace.advanced();
  }

  /** The room ends. */
  close(): void {
    for (const { line } of this.#agents.values())
      line.end(closeCodes.roomGone, { code: 'room-gone', values: {} });
  }

  #receive(agent: Agent, frame: string | Uint8Array): void {
    const { member } = agent;
    if (this.#agents.get(member.id) !== agent) return;
    const read = readAgentMessage(frame);
    if (read === undefined) this.#messages.refuse(member, { code: 'unreadable-message', values: {} });
    else this.#messages.receive(member, read.type, read.message);
  }

  /** What an agent sees decides whether its view is drawn. */
  #looks({ member, planes }: Agent): void {
    member.activity.blind = planes.length === 0;
    this.#context.events.emit('visibilityChanged');
  }

  /**
   * Numbered in the order of coming, because what is imagined for a view follows from its id: the same agents see the
   * same again. None is given twice, nor one whose body still stands in a saved room.
   */
  #newId(): string {
    const { world } = this.#context;
    do this.#came++;
    while (world.state.players.has(`agent-${this.#came}`));
    return `agent-${this.#came}`;
  }

  readonly #seats = new WeakMap<Agent, string>();

  /** Tells each agent whether it has a seat, at first and when that changes. */
  #tellSeats(): void {
    for (const agent of this.#agents.values()) {
      const { role, waitsFor } = agent.member;
      const seat = `${role} ${waitsFor}`;
      if (this.#seats.get(agent) === seat) continue;
      this.#seats.set(agent, seat);
      agent.line.tell('seat', { taken: role === 'player', waitsFor });
    }
  }

  #tellJoined(line: AgentConnection, id: string, { adapters }: AgentJoin): void {
    const { id: room, plan, world, seed, roomSeed } = this.#context;
    const { pace } = plan;
    const { view, actions, motion } = world.manifest;
    const { width, height, focal, rate } = view;
    line.tell('joined', {
      protocol: agentProtocolVersion,
      ...{ id, room, roomSeed, pace, rate, world: seed.title, mode: world.mode.name },
      axes: [...axisNames],
      buttons: [...buttonNames],
      ...{ turnRate: actions.turnRate, lookRate: actions.lookRate, speedLimit: motion.speedLimit },
      view: { width, height, focal },
      adapters,
      planes: planeLayouts(view),
    });
  }
}
