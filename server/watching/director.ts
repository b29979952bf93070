/**
 * Seconds: the minimum length of a shot, and the length after which a less interesting view may take over.
 */
export const minimumShot = 3;
export const longestShot = 20;
/**
 * Factor by which another view must be more interesting: at the minimum shot, and from the longest shot on.
 */
const margins = { fresh: 1.5, stale: 0.75 } as const;
/** Interest below which a view counts as inactive. */
const nothing = 0.05;

/**
 * Cuts between the players' views. It prefers the most interesting view, holds each for at least a minimum
 * shot, and leaves it only for one that is clearly more interesting. The required margin falls with the
 * length of the shot. A room has one director, so that all its followers see the same cut.
 */
export class Director {
  readonly #rate: number;
  #shot: string | undefined;
  /** Tick of the last cut. */
  #since = 0;

  /** @param rate Ticks a second. */
  constructor(rate: number) {
    this.#rate = rate;
  }

  /** Session id of the player whose view is shown. Undefined if there is none to show. */
  get shot(): string | undefined {
    return this.#shot;
  }

  /**
   * Chooses the view at a tick.
   *
   * @param interests Interest (>= 0) of each view that can be shown.
   */
  decide(tick: number, interests: ReadonlyMap<string, number>): string | undefined {
    const current = this.#shot === undefined ? undefined : interests.get(this.#shot);
    const best = mostInteresting(interests, this.#shot);
    // A view that ended has no picture, so the minimum shot does not apply.
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

/** The view with the highest interest, other than `except`. The first one wins a tie. */
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
