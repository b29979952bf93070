import type { InviteLinks } from '../../../shared/messages.ts';
import { HostClaims } from './host-claims.ts';
import type { Member, Roster } from './roster.ts';

export interface HostRoleOptions {
  roster: Roster;
  /** Makes the invites that a host is handed. */
  links(): Promise<InviteLinks>;
  /** Another is host, or nobody: session id, or empty. */
  changed(host: string): void;
  failed(error: unknown): void;
  /** Milliseconds after which a host who is asked for the role has refused. */
  patience?: number;
}

/**
 * Who is host of a room: one player, or nobody. Whoever comes with the host invite is, from then on, unless another
 * is host, who is asked then. When the host leaves for good, who has asked is next, or else the player who has been
 * there longest.
 */
export class HostRole {
  readonly #options: HostRoleOptions;
  readonly claims: HostClaims;
  #host = '';

  constructor(options: HostRoleOptions) {
    this.#options = options;
    this.claims = new HostClaims({
      roster: options.roster,
      patience: options.patience,
      host: () => this.#host,
      appoint: (member) => this.appoint(member),
    });
  }

  /** Session id of the host; empty when there is none. */
  get host(): string {
    return this.#host;
  }

  /** Makes a player the host and hands it the room's invites. */
  appoint(member: Member): void {
    this.#host = member.id;
    // Nobody else could let a host speak again.
    this.#options.roster.silence(member, false);
    this.#options.changed(member.id);
    this.claims.forget(member);
    void this.handInvites();
  }

  /** Somebody left for good. */
  left(id: string): void {
    const asking = this.claims.waiting.find((member) => member.id === id);
    if (asking !== undefined) this.claims.forget(asking);
    if (id !== this.#host) return;
    const next = this.claims.waiting.at(0) ?? this.#options.roster.longest('player');
    if (next !== undefined) this.appoint(next);
    else {
      this.#host = '';
      this.#options.changed('');
    }
  }

  /** Sends the host the invites that are good now, and who asks for its role. */
  async handInvites(): Promise<void> {
    const id = this.#host;
    const host = this.#options.roster.get(id);
    if (host !== undefined && this.claims.waiting.length > 0) this.claims.sendTo(host);
    try {
      const links = await this.#options.links();
      if (id === this.#host) this.#options.roster.get(id)?.line.send('invites', links);
    } catch (error) {
      this.#options.failed(error);
    }
  }
}
