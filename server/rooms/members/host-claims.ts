import type { HostClaims as ClaimList, Notice } from '../../../shared/messages.ts';
import { type Clock, RateLimit } from '../../rate-limit.ts';
import type { Member, Roster } from './roster.ts';

export interface HostClaimsOptions {
  roster: Pick<Roster, 'get'>;
  /** Session id of the host; empty when there is none. */
  host(): string;
  /** The claim is allowed, or nobody is there to refuse it. */
  appoint(member: Member): void;
  /** Milliseconds after which a host that has not answered has refused. */
  patience?: number;
  clock?: Clock;
}

/** Questions that a room's hosts are asked at once, and in the long run; whoever comes over and over is refused unasked. */
const pace = { perSecond: 1 / 20, burst: 4 };
const usualPatience = 30_000;

/**
 * Those who came with the host invite while somebody else is host. They play meanwhile, and the host is asked: it
 * allows, or refuses by saying so or by saying nothing.
 */
export class HostClaims {
  readonly #options: HostClaimsOptions;
  readonly #limit: RateLimit;
  readonly #timers = new Map<Member, NodeJS.Timeout>();

  constructor(options: HostClaimsOptions) {
    this.#options = options;
    this.#limit = new RateLimit({ ...pace, clock: options.clock });
  }

  /** A player holds the host invite: becomes host at once where nobody else's role is taken by it, else the host is asked. */
  claim(member: Member): void {
    const host = this.#options.roster.get(this.#options.host());
    const same = host?.visitor !== undefined && host.visitor === member.visitor;
    if (host === undefined || host === member || !host.connected || same) {
      this.#options.appoint(member);
      return;
    }
    if (!this.#limit.take()) {
      tell(
        member,
        `${host.name} is host, and was asked too often lately. Ask in the chat, or come again later.`,
      );
      return;
    }
    const { patience = usualPatience } = this.#options;
    this.#timers.set(member, setTimeout(() => this.#expired(member), patience).unref());
    tell(member, `${host.name} is host and was asked whether you may be. You play until then.`);
    this.sendTo(host);
  }

  /** Those who wait for an answer, first come first. */
  get waiting(): Member[] {
    return [...this.#timers.keys()];
  }

  /** What the host answers; the reason when nobody of this id has asked. */
  answer(id: string, allow: boolean): string | undefined {
    const member = this.waiting.find((waiting) => waiting.id === id);
    if (member === undefined)
      return 'host member: nobody with this id asks to become host; it may have left, or waited too long.';
    if (allow && !member.connected)
      return `host member: ${member.name} has lost the connection; wait until it is back.`;
    this.#end(member);
    if (allow) this.#options.appoint(member);
    else tell(member, 'The host has refused. You play on as a player.');
    this.#tellHost();
    return undefined;
  }

  /** Somebody left, or got the role otherwise. */
  forget(member: Member): void {
    if (!this.#timers.has(member)) return;
    this.#end(member);
    this.#tellHost();
  }

  /** The invites that they came with are worth nothing any more. */
  refuseAll(): void {
    for (const member of this.waiting) {
      this.#end(member);
      tell(member, 'The host has revoked the invite that you came with. You play on as a player.');
    }
    this.#tellHost();
  }

  /** Tells a host who asks: one that is new, or back after a reconnection. */
  sendTo(host: Member): void {
    const list: ClaimList = { claims: this.waiting.map(({ id, name }) => ({ id, name })) };
    host.line.send('hostClaims', list);
  }

  #expired(member: Member): void {
    this.#end(member);
    const host = this.#options.roster.get(this.#options.host());
    // A room that has ended has no members.
    if (this.#options.roster.get(member.id) !== member) return;
    // A host that lost its connection could not answer.
    if (!host?.connected && member.connected) {
      this.#options.appoint(member);
      return;
    }
    if (host === undefined) return;
    tell(member, `${host.name} did not answer, which is a no. You play on as a player.`);
    this.#tellHost();
  }

  #tellHost(): void {
    const host = this.#options.roster.get(this.#options.host());
    if (host?.connected) this.sendTo(host);
  }

  #end(member: Member): void {
    clearTimeout(this.#timers.get(member));
    this.#timers.delete(member);
  }
}

function tell(member: Member, text: string): void {
  const notice: Notice = { level: 'info', text };
  member.line.send('notice', notice);
}
