import { ServerError } from '@colyseus/core';
import { z } from 'zod';
import type { AgentJoin } from '../../../shared/agents/agent-requests.ts';
import {
  type InviteLinks,
  type InviteRole,
  joinOptionsSchema,
  roleSchema,
} from '../../../shared/messages.ts';
import { type Notice, reasonText } from '../../../shared/notices/notice.ts';
import { admissionCodes, closeCodes } from '../../../shared/protocol/close-codes.ts';
import type { SavedMembers } from '../../contracts/saved-members.ts';
import { refusalOf } from '../../refusal.ts';
import type { RoomContext } from '../room-context.ts';
import { BanList } from './ban-list.ts';
import { InviteError } from './invite.ts';
import { inviteLinks } from './invite-links.ts';
import type { Member } from './roster.ts';

/** What a client was admitted as. */
export const admissionSchema = z.object({
  role: roleSchema,
  name: z.string(),
  /** Of the invite that was shown, where there was one. */
  edition: z.int().optional(),
  /** What the browser is known by, where it said so. */
  visitor: z.string().optional(),
});
export type Admission = z.infer<typeof admissionSchema>;

/**
 * Decides who may come into a room, and as what. Invites of a room have an edition; only those of the
 * newest are good. Refusals are ServerErrors that carry one of closeCodes, and the reason by its code.
 */
export class AdmissionControl {
  readonly #context: RoomContext;
  /** Nobody new gets a seat; the holder of the host invite does. */
  locked = false;
  /** Who may not come back. */
  readonly kicked = new BanList();
  #edition = 0;

  constructor(context: RoomContext) {
    this.#context = context;
  }

  /** Whether a seat is free, or a bot's; a dropped player keeps its own. */
  get hasSeat(): boolean {
    const { roster, plan } = this.#context;
    return roster.count('player') - roster.bots < plan.seats;
  }

  /** What the client that asks to join may be: what it asks for, where its invite and the room allow it. */
  async admit(options: unknown): Promise<Admission> {
    const parsed = joinOptionsSchema.safeParse(options ?? {});
    if (!parsed.success) throw refusal(closeCodes.badOptions, refusalOf(parsed.error));
    const { name, role, token, visitor } = parsed.data;
    const edition = await this.#checkInvite(role, token);
    const admission = { role, name, edition, visitor };
    this.requirePlace(admission);
    return admission;
  }

  /** What an agent may be: a player, where its invite is for agents, or the host's own. */
  async admitAgent({ name, token, visitor }: Omit<AgentJoin, 'planes'>): Promise<Admission> {
    const edition = await this.#checkInvite('agent', token);
    const admission = { role: 'player' as const, name, edition, visitor };
    this.requirePlace(admission);
    return admission;
  }

  /** Throws when what was admitted cannot come in any more, as others joined, or the host locked it, revoked invites or kicked, since. */
  requirePlace({ role, edition, visitor }: Admission): void {
    if (this.kicked.has(visitor)) throw refusal(closeCodes.kicked, { code: 'kept-out', values: {} });
    if (edition !== undefined && edition !== this.#edition)
      throw refused({ code: 'invite-revoked', values: {} });
    if (this.locked && role === 'player') {
      throw refusal(closeCodes.roomLocked, { code: 'room-locked', values: {} });
    }
    const { plan, services, shortage } = this.#context;
    const watchers = services.maximumSpectators;
    const short = shortage();
    if (role !== 'spectator' && this.hasSeat && short === undefined) return;
    if (this.#spectators < watchers) return;
    if (role !== 'spectator' && this.hasSeat && short !== undefined) {
      throw refusal(admissionCodes.machineFull, { code: 'machine-full', values: { ...short, watchers } });
    }
    throw refusal(
      closeCodes.roomFull,
      role === 'spectator'
        ? { code: 'watchers-full', values: { watchers } }
        : { code: 'room-full', values: { seats: plan.seats, watchers } },
    );
  }

  /** Whoever takes a place to watch without ever having said anything, where there are more spectators than places. */
  get surplus(): Member | undefined {
    const { roster, services } = this.#context;
    if (roster.count('spectator') <= services.maximumSpectators) return undefined;
    return [...roster].find(({ role, activity }) => role === 'spectator' && activity.silent);
  }

  /** Those who watch; whoever has confirmed and never said anything has no right to a place that somebody wants. */
  get #spectators(): number {
    const { roster } = this.#context;
    return [...roster].filter(({ role, activity }) => role === 'spectator' && !activity.silent).length;
  }

  /** Edition of the invites that are good. */
  get edition(): number {
    return this.#edition;
  }

  /** What a reopened room had decided about people. */
  restore({ locked, edition, kicked }: Pick<SavedMembers, 'locked' | 'edition' | 'kicked'>): void {
    this.locked = locked;
    this.#edition = edition;
    for (const { id, name, visitor } of kicked) this.kicked.add(id, { name, visitor });
  }

  /** Ends all invites made so far. */
  revoke(): void {
    this.#edition++;
  }

  /** New invites of the newest edition. */
  links(): Promise<InviteLinks> {
    return inviteLinks(this.#context.services.invites, this.#context.id, this.#edition);
  }

  async #checkInvite(role: InviteRole, token: string | undefined): Promise<number | undefined> {
    const { id, plan, services } = this.#context;
    if (token === undefined) {
      if (role === 'host') throw refused({ code: 'host-invite-needed', values: {} });
      if (plan.access === 'link') throw refused({ code: 'invite-needed', values: {} });
      return undefined;
    }
    const invite = await services.invites.verify(token, id).catch((error: unknown) => {
      throw error instanceof InviteError ? refused(error.refusal) : error;
    });
    if (invite.edition !== this.#edition) throw refused({ code: 'invite-revoked', values: {} });
    if (!allowed[invite.role].includes(role)) {
      throw refused({ code: role === 'agent' ? 'agent-invite-needed' : tooLittle[invite.role], values: {} });
    }
    return invite.edition;
  }
}

/** What an invite allows to be. */
const allowed: Readonly<Record<InviteRole, readonly InviteRole[]>> = {
  spectator: ['spectator'],
  player: ['spectator', 'player'],
  host: ['spectator', 'player', 'host', 'agent'],
  agent: ['agent'],
};
/** How the holder of an invite is told that it allows less than was asked for. */
const tooLittle = {
  spectator: 'invite-to-watch',
  player: 'invite-to-play',
  host: 'invite-to-play',
  agent: 'invite-for-agents',
} as const satisfies Record<InviteRole, Notice['code']>;

function refused(reason: Notice): ServerError {
  return refusal(closeCodes.badToken, reason);
}

function refusal(code: number, reason: Notice): ServerError {
  return new ServerError(code, reasonText(reason));
}
