import { pressPoint } from '../control-states.ts';
import type { PadReading } from './pad-states.ts';

/** The people at one machine: who opened the page, and who joined beside. */
export type Person = 'first' | 'second';

export interface PadOwnersHandlers {
  /** A gamepad that is nobody's was used, while the first player has another: its player may join beside. */
  offered(): void;
  /** The second player has a gamepad from now on. */
  taken(): void;
  /** The gamepad of the second player is gone. */
  lost(): void;
}

/** Milliseconds for which an offer to join holds. */
export const offerTime = 10_000;

/** Index of the button that joins: A or ✕. */
const joining = 0;

/**
 * Knows which gamepad is whose. The first player's is whichever is used first; another one is the second player's once its
 * A was pressed twice, for an offer and for a yes. While the second player is awaited, the next A takes that pad. Pads that
 * move as the first player's do are the same pad to a person, as some drivers show one twice.
 */
export class PadOwners {
  /** Whether the next gamepad on which A is pressed becomes the second player's. */
  awaited = false;
  readonly #handlers: PadOwnersHandlers;
  readonly #held = new Map<number, ReadonlySet<number>>();
  readonly #owned: Record<Person, number | undefined> = { first: undefined, second: undefined };
  #offer: { index: number; until: number } | undefined;

  constructor(handlers: PadOwnersHandlers) {
    this.#handlers = handlers;
  }

  /** Whether this player has a gamepad. */
  has(person: Person): boolean {
    return this.#owned[person] !== undefined;
  }

  /**
   * Those of the gamepads that this player plays with. Pads that are nobody's are the first player's until one was used,
   * unless the second player is about to take one.
   */
  shownTo<Pad extends PadReading>(person: Person, readings: readonly Pad[]): Pad[] {
    const { first, second } = this.#owned;
    if (person === 'second') return readings.filter(({ index }) => index === second);
    if (first !== undefined) return readings.filter(({ index }) => index === first);
    return this.awaited ? [] : readings.filter(({ index }) => index !== second);
  }

  /** Takes the newest reading of all gamepads; `focused` is false while another window has the keys. Milliseconds. */
  read(readings: readonly PadReading[], focused: boolean, now: number): void {
    const known = readings.filter(({ mapping }) => mapping === 'standard');
    this.#dropGone(known);
    for (const reading of known) {
      const { index } = reading;
      const held = heldOf(reading);
      const before = this.#held.get(index);
      this.#held.set(index, held);
      const pressed = [...held].filter((button) => !before?.has(button));
      if (!focused || (pressed.length === 0 && !isPushed(reading))) continue;
      this.#used(reading, pressed, known, now);
    }
  }

  /** The second player has left: its gamepad is nobody's. */
  release(): void {
    this.#owned.second = undefined;
    this.awaited = false;
    this.#offer = undefined;
  }

  #dropGone(readings: readonly PadReading[]): void {
    const isThere = (index: number) => readings.some((reading) => reading.index === index);
    for (const index of [...this.#held.keys()]) if (!isThere(index)) this.#held.delete(index);
    const { first, second } = this.#owned;
    if (first !== undefined && !isThere(first)) this.#owned.first = undefined;
    if (second === undefined || isThere(second)) return;
    this.#owned.second = undefined;
    this.awaited = true;
    this.#handlers.lost();
  }

  #used(reading: PadReading, pressed: readonly number[], all: readonly PadReading[], now: number): void {
    const { index } = reading;
    const { first, second } = this.#owned;
    if (index === second) return;
    if (this.awaited) {
      // With a keyboard and one pad, the pad may have been the first player's until now.
      const free = index !== first || all.length === 1;
      if (free && pressed.includes(joining)) this.#take(index);
      return;
    }
    if (first === undefined) this.#owned.first = index;
    if (first === undefined || index === first || second !== undefined) return;
    if (
      pressed.length === 0 ||
      isSame(
        reading,
        all.find((other) => other.index === first),
      )
    )
      return;
    const accepted = this.#offer?.index === index && now < this.#offer.until && pressed.includes(joining);
    if (accepted) {
      this.#take(index);
      return;
    }
    this.#offer = { index, until: now + offerTime };
    this.#handlers.offered();
  }

  #take(index: number): void {
    if (this.#owned.first === index) this.#owned.first = undefined;
    this.#owned.second = index;
    this.awaited = false;
    this.#offer = undefined;
    this.#handlers.taken();
  }
}

function heldOf({ buttons }: PadReading): Set<number> {
  return new Set(
    buttons.flatMap(({ pressed, value }, index) => (pressed || value >= pressPoint ? [index] : [])),
  );
}

/** Whether a stick is clearly pushed. */
function isPushed({ axes }: PadReading): boolean {
  return axes.slice(0, 4).some((value) => Math.abs(value) > pressPoint && Math.abs(value) <= 1.5);
}

/** Whether two pads read alike, though one of them is not at rest. */
function isSame(one: PadReading, other: PadReading | undefined): boolean {
  if (other === undefined) return false;
  const [a, b] = [heldOf(one), heldOf(other)];
  return a.size === b.size && [...a].every((button) => b.has(button));
}
