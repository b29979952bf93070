/** Seconds: the minimum length of a shot, and the length after which a less interesting view may take over. */
export const minimumShot = 3;
export const longestShot = 20;
/** As many times as interesting another view must be: at the minimum shot, and from the longest on. */
const margins = { fresh: 1.5, stale: 0.75 } as const;
/** Interest that counts as nothing going on. */
const nothing = 0.05;

/**
 * Cuts between the players' views: to the one in which the most goes on, but for at least a minimum shot,
 * and only to one that is clearly more interesting. The longer a shot lasts, the less it takes to leave it.
 * A room has one director, so that everybody who follows it sees the same cut.
 */
export class Director {
  readonly #rate: number;
  #shot: string | undefined;
  /** Tick of the last cut. */
  #since = 0;

  /** `rate` in ticks a second. */
  constructor(rate: number) {
    this.#rate = rate;
  }

  /** Session id of the player whose view is shown; undefined while there is none to show. */
  get shot(): string | undefined {
    return this.#shot;
  }

  /** Chooses the view at a tick from the interest (>= 0) of each view that can be shown. */
  decide(tick: number, interests: ReadonlyMap<string, number>): string | undefined {
    const current = this.#shot === undefined ? undefined : interests.get(this.#shot);
    const best = mostInteresting(interests, this.#shot);
    // A view that ended cannot be held: there is nothing to see in it.
    if (current === undefined) return this.#cut(tick, best?.view);
    const seconds = (tick - this.#since) / this.#rate;
    if (best === undefined || seconds < minimumShot) return this.#shot;
    return best.interest > nothing + current * marginAt(seconds) ? this.#cut(tick, best.view) : this.#shot;
  }

  #cut(tick: number, view: string | undefined): string | undefined {
    this.#shot = view;
    this.#since = tick;
    return view;
  }
}

function marginAt(seconds: number): number {
  const age = Math.min(1, (seconds - minimumShot) / (longestShot - minimumShot));
  return margins.fresh + (margins.stale - margins.fresh) * age;
}

/** The view with the highest interest, other than `except`; the first of equal ones. */
function mostInteresting(
  interests: ReadonlyMap<string, number>,
  except: string | undefined,
): { view: string; interest: number } | undefined {
  let best: { view: string; interest: number } | undefined;
  for (const [view, interest] of interests) {
    if (view !== except && (best === undefined || interest > best.interest)) best = { view, interest };
  }
  return best;
}
