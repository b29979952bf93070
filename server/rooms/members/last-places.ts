import type { SavedMembers } from '../../contracts/saved-members.ts';
import type { StandingPose } from '../../world/spawn.ts';

/** Somebody who is not in the room any more, as far as it matters when it comes back. */
interface LastPlace {
  readonly visitor: string;
  readonly name: string;
  readonly place: StandingPose;
  /** Milliseconds on performance.now's clock. */
  readonly until: number;
}

/** Milliseconds for which a place is remembered, and how many are. */
const lifetime = 10 * 60_000;
const most = 64;

/**
 * Where those stood who left the room without saying goodbye, as a line does that was dead for longer than the
 * room waits. Whoever comes back in the same browser is put near there. Browsers are known by what they say they
 * are, which nobody checks: all that it is good for is where a body starts.
 */
export class LastPlaces {
  readonly #now: () => number;
  /** Oldest first. */
  #places: LastPlace[] = [];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  remember({ visitor, name }: { visitor?: string | undefined; name: string }, place: StandingPose): void {
    if (visitor === undefined) return;
    this.#places.push({ visitor, name, place, until: this.#now() + lifetime });
    if (this.#places.length > most) this.#places.shift();
  }

  /** What is remembered, with times since the Unix epoch. */
  entries(): SavedMembers['places'] {
    const offset = Date.now() - this.#now();
    return this.#places.map(({ visitor, name, place, until }) => ({
      ...{ visitor, name, place },
      until: Math.round(until + offset),
    }));
  }

  restore(places: SavedMembers['places']): void {
    const offset = this.#now() - Date.now();
    this.#places = places.slice(-most).map((one) => ({ ...one, until: one.until + offset }));
  }

  /** The place of whoever comes back, and forgets it: the newest under its name, else the newest of its browser. */
  take({ visitor, name }: { visitor: string | undefined; name: string }): StandingPose | undefined {
    const now = this.#now();
    this.#places = this.#places.filter(({ until }) => until > now);
    const own = this.#places.filter((place) => place.visitor === visitor);
    const found = own.findLast((place) => place.name === name) ?? own.at(-1);
    if (found === undefined) return undefined;
    this.#places = this.#places.filter((place) => place !== found);
    return found.place;
  }
}
