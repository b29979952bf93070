import { CloseCode } from '@colyseus/core';
import type { BotRequest } from '../../../shared/bot.ts';
import { Bot } from '../../bots/bot.ts';
import { headlessViewer } from '../agents/headless-viewer.ts';
import type { RoomGoals } from '../goals/room-goals.ts';
import type { MemberLifecycle } from '../member-lifecycle.ts';
import { Activity } from '../members/activity.ts';
import { MessageLimits } from '../members/message-limits.ts';
import type { RoomContext } from '../room-context.ts';
import { silentLine } from './silent-line.ts';

/** What bots are called; the room numbers what looks like the name of somebody who is there. */
const names = ['Ada', 'Boole', 'Curie', 'Dirac', 'Euler', 'Fermat', 'Gauss'].map((name) => `${name} (bot)`);

/** The parts of the room that this one calls. */
interface Parts {
  readonly lifecycle: Pick<MemberLifecycle, 'come' | 'leave'>;
  readonly goals: Pick<RoomGoals, 'act'>;
}

/**
 * Bots that fill seats which no person wants. They are members like others and play by their inputs; a person who comes
 * gets the seat of the newest one. They keep no room open, and are not saved with it.
 */
export class RoomBots {
  readonly #context: RoomContext;
  readonly #parts: Parts;
  /** By session id, in the order of coming. */
  readonly #bots = new Map<string, Bot>();
  #wanted: BotRequest;
  #inputs = 0;
  #isFitting = false;

  constructor(context: RoomContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
    this.#wanted = context.plan.bots ?? { count: 0, level: 'normal' };
    const { events } = context;
    events.on('membersChanged', () => this.#fit());
    events.on('seatWanted', () => this.#makeWay());
    events.on('left', ({ id }) => {
      // Put out by the host, or by whoever runs the server: no other one comes instead.
      if (this.#bots.delete(id)) this.#wanted = { ...this.#wanted, count: this.#bots.size };
    });
  }

  /** What the host asked for. */
  get wanted(): BotRequest {
    return this.#wanted;
  }

  /** Session ids, in the order of coming. */
  get ids(): string[] {
    return [...this.#bots.keys()];
  }

  /** Fills so many seats with bots of a level. Those of another level are replaced. */
  want(request: BotRequest): void {
    if (request.level !== this.#wanted.level) while (this.#bots.size > 0) this.#dismiss();
    this.#wanted = request;
    this.#fit();
  }

  /** The world has moved on by a tick: bots act for the next one. */
  advanced(): void {
    const { roster, world } = this.#context;
    this.#inputs++;
    for (const [id, bot] of this.#bots) {
      roster.get(id)?.activity.acted();
      world.setInput(id, { sequence: this.#inputs, action: this.#parts.goals.act(id) ?? bot.act() });
    }
  }

  /** As many bots as are wanted and have seats that no person has or waits for; none where no person is. */
  #fit(): void {
    if (this.#isFitting) return;
    const { roster, plan } = this.#context;
    const members = [...roster].filter(({ controller }) => controller !== 'bot');
    const taken = members.filter(({ role, waiting }) => role === 'player' || waiting).length;
    const free = members.length === 0 ? 0 : Math.max(0, plan.seats - taken);
    const count = Math.min(this.#wanted.count, free);
    while (this.#bots.size > count) this.#dismiss();
    while (this.#bots.size < count) this.#come();
  }

  #makeWay(): void {
    const { roster, plan } = this.#context;
    if (roster.count('player') >= plan.seats && this.#bots.size > 0) this.#dismiss();
  }

  #come(): void {
    const { world, roomSeed, roster } = this.#context;
    const free = names.findIndex((_, number) => roster.get(idOf(number)) === undefined);
    const id = idOf(free);
    const { level } = this.#wanted;
    const activity = new Activity();
    activity.heard();
    activity.blind = true;
    this.#bots.set(id, new Bot(world, id, { level, roomSeed }));
    this.#quietly(() => {
      this.#parts.lifecycle.come(
        id,
        { name: names[free], role: 'player', edition: undefined, visitor: undefined },
        {
          ...{ line: silentLine, viewer: headlessViewer, activity, controller: 'bot' },
          limits: new MessageLimits(world.manifest.view.rate),
        },
      );
    });
    this.#context.events.emit('visibilityChanged');
  }

  /** The newest bot leaves. */
  #dismiss(): void {
    const id = [...this.#bots.keys()].at(-1);
    if (id === undefined) return;
    this.#bots.delete(id);
    this.#quietly(() => this.#parts.lifecycle.leave(id, CloseCode.CONSENTED));
  }

  /** What follows from a bot's coming and going does not begin this anew. */
  #quietly(change: () => void): void {
    const before = this.#isFitting;
    this.#isFitting = true;
    try {
      change();
    } finally {
      this.#isFitting = before;
    }
  }
}

function idOf(number: number): string {
  return `bot-${number + 1}`;
}
