import type { HostClaims as ClaimList } from '../../../shared/messages.ts';
import type { Notice, Reason } from '../../../shared/notices/notice.ts';
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
      tell(member, { code: 'claim-too-often', values: { host: host.name } });
      return;
    }
    const { patience = usualPatience } = this.#options;
    this.#timers.set(member, setTimeout(() => this.#expired(member), patience).unref());
    tell(member, { code: 'claim-asked', values: { host: host.name } });
    this.sendTo(host);
  }

  /** Those who wait for an answer, first come first. */
  get waiting(): Member[] {
    return [...this.#timers.keys()];
  }

  /** What the host answers; the reason when nobody of this id has asked. */
  answer(id: string, allow: boolean): Reason | undefined {
    const member = this.waiting.find((waiting) => waiting.id === id);
    const field = 'host.member';
    if (member === undefined) return { code: 'no-claim', values: {}, field };
    if (allow && !member.connected) return { code: 'claimant-offline', values: { name: member.name }, field };
    this.#end(member);
    if (allow) this.#options.appoint(member);
    else tell(member, { code: 'claim-refused', values: {} });
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
      tell(member, { code: 'claim-revoked', values: {} });
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
    tell(member, { code: 'claim-unanswered', values: { host: host.name } });
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

function tell(member: Member, notice: Notice): void {
  member.line.send('notice', { level: 'info', ...notice });
}
