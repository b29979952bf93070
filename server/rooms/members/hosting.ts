import { type InviteLinks, type Notice, serverMessages } from '../../../shared/messages.ts';
import { HostRequests } from './host-requests.ts';
import type { Member, Roster } from './roster.ts';

export interface HostingOptions {
  roster: Roster;
  /** Makes the invites that a host is handed. */
  links(): Promise<InviteLinks>;
  /** Another is host, or nobody: session id, or empty. */
  changed(host: string): void;
  failed(error: unknown): void;
  /** Milliseconds for which a host is asked about somebody else who came with the host invite. */
  requestTimeout?: number;
}

const outcomes = {
  asked: 'The host is asked whether you may become host. Until then you play like everybody else.',
  refused: 'The host stays host. You play like everybody else.',
  unanswered: 'The host has not answered, and stays host. You play like everybody else.',
} as const;

/**
 * Who is host of a room: one player, or nobody. Whoever comes with the host invite is, when nobody else
 * is or the same browser was; else the present host is asked. When the host leaves for good, whoever
 * asked first is next, or the player who has been there longest.
 */
export class Hosting {
  readonly #options: HostingOptions;
  readonly #requests: HostRequests;
  #host = '';
  /** Whose page shows open questions; empty when none does. */
  #told = '';

  constructor(options: HostingOptions) {
    this.#options = options;
    const send = (id: string, type: string, message: unknown) =>
      options.roster.get(id)?.line.send(type, message);
    this.#requests = new HostRequests({
      show: (open) => {
        const told = this.#told;
        // Who was host answers no more.
        if (told !== '' && told !== this.#host) send(told, serverMessages.hostRequests, []);
        if (open.length > 0 || told === this.#host) send(this.#host, serverMessages.hostRequests, open);
        this.#told = open.length > 0 ? this.#host : '';
      },
      tell: ({ id }, outcome) => {
        const notice: Notice = { level: 'info', text: outcomes[outcome] };
        send(id, serverMessages.notice, notice);
      },
      timeout: options.requestTimeout,
    });
  }

  /** Session id of the host; empty when there is none. */
  get host(): string {
    return this.#host;
  }

  /** A player came with the host invite. */
  arrived(member: Member): void {
    const host = this.#options.roster.get(this.#host);
    const same = host?.visitor !== undefined && host.visitor === member.visitor;
    if (host === undefined || !host.connected || host === member || same) this.appoint(member);
    else this.#requests.ask(member);
  }

  /** The host lost the line: who asked cannot be answered, and becomes host. */
  dropped(id: string): void {
    const { first } = this.#requests;
    if (id === this.#host && first !== undefined) this.appoint(first);
  }

  /** The host says no to somebody who asked; false when nobody with this id asks. */
  refuse(id: string): boolean {
    return this.#requests.refuse(id);
  }

  /** Makes a player the host and hands it the room's invites. */
  appoint(member: Member): void {
    this.#host = member.id;
    this.#requests.withdraw(member.id);
    // Nobody else could let a host speak again.
    this.#options.roster.silence(member, false);
    this.#options.changed(member.id);
    this.#requests.show();
    void this.handInvites();
  }

  /** Somebody left for good. */
  left(id: string): void {
    this.#requests.withdraw(id);
    if (id !== this.#host) return;
    const next = this.#requests.first ?? this.#options.roster.longest('player');
    if (next !== undefined) this.appoint(next);
    else {
      this.#host = '';
      this.#options.changed('');
    }
  }

  /** Asks nobody any more. */
  close(): void {
    this.#requests.close();
  }

  /** Sends the host the invites that are good now, and who asks for its role. */
  async handInvites(): Promise<void> {
    const id = this.#host;
    try {
      const links = await this.#options.links();
      if (id !== this.#host) return;
      this.#options.roster.get(id)?.line.send(serverMessages.invites, links);
      this.#requests.show();
    } catch (error) {
      this.#options.failed(error);
    }
  }
}
