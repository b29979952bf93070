import type { HostRequest } from '../../../shared/messages.ts';
import type { Member } from './roster.ts';

/** Milliseconds after which a question that the host leaves open is refused. */
export const hostRequestTimeout = 30_000;
/** Milliseconds for which somebody who was refused is not asked for again. */
const refusedFor = 60_000;
/** Most questions at one time; more are refused at once. */
const mostOpen = 4;

export interface HostRequestsOptions {
  /** Shows the present host the questions that are open now. */
  show(open: readonly HostRequest[]): void;
  /** Tells who asked what became of it. */
  tell(member: Member, outcome: 'asked' | 'refused' | 'unanswered'): void;
  /** Milliseconds; for tests. */
  timeout?: number;
}

/**
 * Who came with the host invite while somebody else is host. The present host is asked, and nobody takes
 * the role from a host who is there: a host link can be read off a screen.
 */
export class HostRequests {
  readonly #options: HostRequestsOptions;
  readonly #open = new Map<string, { member: Member; timer: NodeJS.Timeout }>();
  /** When browsers were refused, performance.now, by visitor id. */
  readonly #refused = new Map<string, number>();

  constructor(options: HostRequestsOptions) {
    this.#options = options;
  }

  /** Asks the host about a player who came with the host invite. */
  ask(member: Member): void {
    if (this.#wasRefused(member) || this.#open.size >= mostOpen) {
      this.#options.tell(member, 'refused');
      return;
    }
    const timer = setTimeout(
      () => this.#end(member.id, 'unanswered'),
      this.#options.timeout ?? hostRequestTimeout,
    );
    timer.unref();
    this.#open.set(member.id, { member, timer });
    this.#options.tell(member, 'asked');
    this.show();
  }

  /** The host says no; false when nobody with this id asks. */
  refuse(id: string): boolean {
    const asked = this.#open.get(id);
    if (asked === undefined) return false;
    const { visitor } = asked.member;
    if (visitor !== undefined) this.#refused.set(visitor, performance.now());
    this.#end(id, 'refused');
    return true;
  }

  /** Takes back the question of somebody who left, or became host. */
  withdraw(id: string): void {
    if (this.#close(id) !== undefined) this.show();
  }

  /** Who has asked for longest and is still connected. */
  get first(): Member | undefined {
    return [...this.#open.values()].map(({ member }) => member).find(({ connected }) => connected);
  }

  /** Shows the present host what is open, also after the host has come back or changed. */
  show(): void {
    this.#options.show([...this.#open.values()].map(({ member: { id, name } }) => ({ id, name })));
  }

  close(): void {
    for (const id of [...this.#open.keys()]) this.#close(id);
  }

  #end(id: string, outcome: 'refused' | 'unanswered'): void {
    const member = this.#close(id);
    if (member === undefined) return;
    this.#options.tell(member, outcome);
    this.show();
  }

  #close(id: string): Member | undefined {
    const asked = this.#open.get(id);
    if (asked === undefined) return undefined;
    clearTimeout(asked.timer);
    this.#open.delete(id);
    return asked.member;
  }

  #wasRefused({ visitor }: Member): boolean {
    const now = performance.now();
    for (const [id, at] of this.#refused) if (now - at > refusedFor) this.#refused.delete(id);
    return visitor !== undefined && this.#refused.has(visitor);
  }
}
