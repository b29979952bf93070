import type { Clock } from '../../rate-limit.ts';

/** Milliseconds for which a page has to be hidden to count as hidden: a glance at another tab changes nothing. */
export const hiddenAfter = 5_000;
/** Milliseconds in which a page that has confirmed says something: it asks for media and pings at once. */
export const silentAfter = 5_000;

/** What a room has heard of one member: whether somebody is there, looks, and does something. */
export class Activity {
  readonly #clock: Clock;
  #cameAt: number;
  #heard = false;
  /** Looks at no picture, as a program may: its view is drawn for others alone. */
  blind = false;
  #hiddenAt: number | undefined;
  #actedAt: number;

  /** `clock` gives milliseconds and never goes back. */
  constructor(clock: Clock = () => performance.now()) {
    this.#clock = clock;
    this.#cameAt = this.#actedAt = clock();
  }

  /** The member is back on another connection. What its page said of being hidden still holds. */
  reconnected(): void {
    this.#cameAt = this.#clock();
    this.#heard = false;
    this.acted();
  }

  /** It sent a message of any kind. */
  heard(): void {
    this.#heard = true;
  }

  /** A person did something: moved, wrote, commanded. */
  acted(): void {
    this.#actedAt = this.#clock();
  }

  /** Its page is hidden, or seen again. */
  hide(hidden: boolean): void {
    if (!hidden) {
      if (this.#hiddenAt !== undefined) this.acted();
      this.#hiddenAt = undefined;
    } else this.#hiddenAt ??= this.#clock();
  }

  /** It confirmed, and has not sent a single message since: no page does that. */
  get silent(): boolean {
    return !this.#heard && this.#clock() - this.#cameAt >= silentAfter;
  }

  /** Milliseconds for which its page has been hidden; 0 while it is seen. */
  get hiddenFor(): number {
    return this.#hiddenAt === undefined ? 0 : this.#clock() - this.#hiddenAt;
  }

  /** Milliseconds since a person last did something. */
  get idleFor(): number {
    return this.#clock() - this.#actedAt;
  }

  /** Whether somebody may be looking at its picture. */
  get attentive(): boolean {
    return !this.blind && !this.silent && this.hiddenFor < hiddenAfter;
  }
}
