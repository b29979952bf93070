import { type InviteLinks, serverMessages } from '../../../shared/messages.ts';
import type { Member, Roster } from './roster.ts';

export interface HostingOptions {
  roster: Roster;
  /** Makes the invites that a host is handed. */
  links(): Promise<InviteLinks>;
  /** Another is host, or nobody: session id, or empty. */
  changed(host: string): void;
  failed(error: unknown): void;
}

/**
 * Who is host of a room: one player, or nobody. Whoever comes with the host invite is, from then on;
 * when the host leaves for good, the player who has been there longest is next.
 */
export class Hosting {
  readonly #options: HostingOptions;
  #host = '';

  constructor(options: HostingOptions) {
    this.#options = options;
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
    void this.handInvites();
  }

  /** Somebody left for good. */
  left(id: string): void {
    if (id !== this.#host) return;
    const next = this.#options.roster.longest('player');
    if (next !== undefined) this.appoint(next);
    else {
      this.#host = '';
      this.#options.changed('');
    }
  }

  /** Sends the host the invites that are good now. */
  async handInvites(): Promise<void> {
    const id = this.#host;
    try {
      const links = await this.#options.links();
      if (id === this.#host) this.#options.roster.get(id)?.line.send(serverMessages.invites, links);
    } catch (error) {
      this.#options.failed(error);
    }
  }
}
