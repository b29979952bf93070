import { type Action, neutralAction } from '../../shared/action.ts';
import type { AdapterName, AdapterTimings, Command, CommandState } from '../../shared/commands/command.ts';
import { CommandRate } from '../../shared/commands/command-rate.ts';
import { DelayLine, type EffectiveAction } from '../../shared/commands/delay-line.ts';
import {
  type BodyLimits,
  type GroundPose,
  movedPose,
  velocityAction,
} from '../../shared/commands/setpoint.ts';
import { instructionsOf, spokenExamples } from '../../shared/commands/words.ts';
import type { Reason } from '../../shared/notices/notice.ts';
import { usualWalking } from '../../shared/walking.ts';
import { BotSight } from '../bots/bot-sight.ts';
import { WalkableGround } from '../bots/walkable-ground.ts';
import { cameraOf } from '../world/views/view-requests.ts';
import type { World } from '../world/world.ts';
import type { Player } from '../world/world-state.ts';
import type { Controller } from './controller.ts';
import { PositionWalk } from './position-walk.ts';
import { PushCourse } from './push-course.ts';
import { SpokenCourse } from './spoken-course.ts';

/** Milliseconds after which a velocity command ends unless another one follows: the timeout of ROS' drive controllers. */
export const velocityTimeout = 500;
/** Seconds for which somebody who moves is remembered. */
const memorySeconds = 10;

/** A command as it came in. Times are milliseconds on the clock of {@link CommandDriver.act}. */
export interface TakenCommand {
  command: Command;
  /** Number of the agent's action. */
  sequence: number;
  received: number;
  /** When the sender decided it; not after `received`. */
  issued: number;
  /** Milliseconds for which a velocity command lasts at least. */
  lasts?: number;
}

/** What an agent is told of its command. */
export interface CommandReport {
  adapter: AdapterName;
  rate: number;
  latency: number;
  measured?: number;
  sequence: number;
  state: CommandState;
  step?: string;
}

/**
 * Turns commands into the actions of a player's ticks: each adapter as often and as late as its body is. It decides nothing
 * beyond the commands, and stays out of the way of a player that uses axes and buttons.
 */
export class CommandDriver {
  readonly #world: World;
  readonly #id: string;
  readonly #timings: AdapterTimings;
  readonly #limits: BodyLimits;
  readonly #rates: Record<AdapterName, CommandRate>;
  readonly #line = new DelayLine();
  readonly #sight: BotSight;
  readonly #ground: WalkableGround;
  #adapter: AdapterName | undefined;
  #sequence = 0;
  #state: CommandState = 'idle';
  #controller: Controller | undefined;
  /** What the last controller was doing when it ended. */
  #step: string | undefined;
  #stepNumber = 0;
  /** When the newest command is taken, when the controller decides next, and when a velocity command ends. */
  #taken = Number.NEGATIVE_INFINITY;
  #next = 0;
  #ends = 0;

  constructor(world: World, id: string, timings: AdapterTimings) {
    this.#world = world;
    this.#id = id;
    this.#timings = timings;
    const { actions, motion, view } = world.manifest;
    const walkingSpeed = (motion.walking ?? usualWalking).speed;
    this.#limits = { walkingSpeed, turnRate: actions.turnRate };
    this.#sight = new BotSight(id, { memorySeconds, rate: view.rate });
    this.#ground = new WalkableGround(world.ground);
    this.#rates = this.#newRates();
  }

  /** Whether the player moves by commands. */
  get isActive(): boolean {
    return this.#adapter !== undefined;
  }

  /** Takes a command in place of the last one. Returns the reason if it cannot be carried out; the last one goes on then. */
  take({ command, sequence, received, issued, lasts = 0 }: TakenCommand): Reason | undefined {
    const controller = this.#controllerOf(command);
    if (controller !== undefined && 'code' in controller) return controller;
    const { adapter } = command;
    const { latency } = this.#timings[adapter];
    // A command that waits for its turn gives it to a newer one.
    const waits = adapter === this.#adapter && this.#taken > received;
    if (!waits) this.#taken = this.#rates[adapter].take(received);
    this.#adapter = adapter;
    this.#sequence = sequence;
    this.#controller = controller;
    this.#step = undefined;
    this.#stepNumber = 0;
    this.#state = 'under-way';
    if (command.adapter !== 'velocity') {
      this.#next = this.#taken;
      return undefined;
    }
    const due = Math.max(this.#taken, issued + (this.#taken - received) + latency);
    this.#ends = due + Math.max(velocityTimeout, lasts);
    this.#line.add({ action: velocityAction(command, this.#limits), issued, due, sequence });
    this.#line.add({ action: neutralAction, issued: this.#ends - latency, due: this.#ends, sequence });
    return undefined;
  }

  /** The player uses axes and buttons again, or the world is at another moment. */
  stop(): void {
    this.#line.clear();
    this.#adapter = this.#controller = this.#step = undefined;
    this.#taken = Number.NEGATIVE_INFINITY;
    this.#state = 'idle';
    Object.assign(this.#rates, this.#newRates());
  }

  /** What the player does in a tick that lasts from `from` until `to`; asked again, what came meanwhile counts, too. */
  act(from: number, to: number): { action: Action; effective: EffectiveAction | undefined } {
    const player = this.#world.state.players.get(this.#id);
    if (player !== undefined) this.#decide(player, from, to);
    const action = this.#line.take(from, to);
    if (this.#adapter === 'velocity' && this.#ends < to) this.#state = 'idle';
    return { action, effective: this.#line.effective };
  }

  /** Number of what is done of the words of a command, or was when they ended. */
  get stepNumber(): number {
    return this.#controller?.number ?? this.#stepNumber;
  }

  report(): CommandReport | undefined {
    if (this.#adapter === undefined) return undefined;
    const { rate, latency } = this.#timings[this.#adapter];
    const { effective } = this.#line;
    const step = this.#controller?.step ?? this.#step;
    return {
      ...{ adapter: this.#adapter, rate, latency, sequence: this.#sequence, state: this.#state },
      ...(effective && { measured: effective.began - effective.issued }),
      ...(step !== undefined && { step }),
    };
  }

  /** Has the controller decide as often as its rate says. */
  #decide(player: Player, from: number, to: number): void {
    if (this.#controller === undefined || this.#adapter === undefined) return;
    const { rate, latency } = this.#timings[this.#adapter];
    const period = 1000 / rate;
    this.#sight.look(this.#world, cameraOf(player, this.#world.manifest));
    const { x, z, heading } = player.body;
    const stands = { x, z, heading };
    this.#next = Math.max(this.#next, from);
    for (; this.#controller !== undefined && this.#next < to; this.#next += period) {
      const due = this.#next + latency;
      const decision = this.#controller.decide({
        ...{ id: this.#id, at: due, period: period / 1000, stands, pitch: player.pitch },
        pose: this.#predicted(stands, from, due),
        ...{ limits: this.#limits, lookRate: this.#world.manifest.actions.lookRate },
        ...{ sight: this.#sight, ground: this.#ground, world: this.#world },
      });
      const { action, state } = decision;
      this.#line.add({ action, issued: this.#next, due, sequence: this.#sequence });
      this.#state = state;
      if (state === 'under-way') continue;
      this.#step = this.#controller.step;
      this.#stepNumber = this.#controller.number ?? 0;
      this.#controller = undefined;
    }
  }

  /** Where the body will be by what is on its way to it: a Smith predictor (1957), so that latency does not make it sway. */
  #predicted(stands: GroundPose, from: number, until: number): GroundPose {
    if (until <= from) return stands;
    return this.#line
      .parts(from, until)
      .reduce(
        (pose, { action, milliseconds }) => movedPose(pose, action, this.#limits, milliseconds / 1000),
        stands,
      );
  }

  #controllerOf(command: Command): Controller | Reason | undefined {
    switch (command.adapter) {
      case 'velocity':
        return undefined;
      case 'position':
        return new PositionWalk(command);
      case 'push':
        return new PushCourse(command);
      case 'words': {
        const read = instructionsOf(command.text);
        if ('instructions' in read) return new SpokenCourse(read.instructions);
        const values = { words: read.unknown, known: [...spokenExamples] };
        return { code: 'words-unknown', values, field: 'command.text' };
      }
    }
  }

  #newRates(): Record<AdapterName, CommandRate> {
    const of = (name: AdapterName) => new CommandRate(this.#timings[name].rate);
    return { velocity: of('velocity'), position: of('position'), push: of('push'), words: of('words') };
  }
}
