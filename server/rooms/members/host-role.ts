import type { RoomContext } from '../room-context.ts';
import type { AdmissionControl } from './admission-control.ts';
import { HostClaims } from './host-claims.ts';
import type { Member } from './roster.ts';

/**
 * Who is host of a room: one player, or nobody. Whoever comes with the host invite is, from then on, unless another
 * is host, who is asked then. When the host leaves for good, who has asked is next, or else the player who has been
 * there longest.
 */
export class HostRole {
  readonly #context: RoomContext;
  readonly #admission: Pick<AdmissionControl, 'links'>;
  readonly claims: HostClaims;
  #host = '';

  constructor(context: RoomContext, admission: Pick<AdmissionControl, 'links'>) {
    this.#context = context;
    this.#admission = admission;
    this.claims = new HostClaims({
      roster: context.roster,
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
    this.#context.roster.silence(member, false);
    this.#context.events.emit('hostChanged', member.id);
    this.claims.forget(member);
    void this.handInvites();
  }

  /** Somebody left for good. */
  left(id: string): void {
    const asking = this.claims.waiting.find((member) => member.id === id);
    if (asking !== undefined) this.claims.forget(asking);
    if (id !== this.#host) return;
    const next = this.claims.waiting.at(0) ?? this.#context.roster.longest('player');
    if (next !== undefined) this.appoint(next);
    else {
      this.#host = '';
      this.#context.events.emit('hostChanged', '');
    }
  }

  /** Sends the host the invites that are good now, and who asks for its role. */
  async handInvites(): Promise<void> {
    const id = this.#host;
    const host = this.#context.roster.get(id);
    if (host !== undefined && this.claims.waiting.length > 0) this.claims.sendTo(host);
    try {
      const links = await this.#admission.links();
      if (id === this.#host) this.#context.roster.get(id)?.line.send('invites', links);
    } catch (error) {
      this.#context.journal.fault('invites', error);
    }
  }
}
