/** Frames over which maps are counted: five seconds at 12 frames a second. */
const counted = 60;
/** Share of frames that need a map in time; with fewer, maps only take from the video's line. */
const leastShare = 0.5;
/** Milliseconds of the first rest without maps, and the longest; each rest is twice as long as the one before. */
const firstRest = 30_000;
const longestRest = 8 * 60_000;

/** Decides whether a line is wide enough for depth maps, by the share of frames whose map came in time. */
export class DepthBudget {
  #frames = 0;
  #inTime = 0;
  #rest = firstRest;
  #restsUntil: number | undefined;

  /** Whether maps are to be received now. */
  get allows(): boolean {
    return this.#restsUntil === undefined;
  }

  /** A frame was displayed at `now` (milliseconds), with its map or without. */
  displayed(hadMap: boolean, now: number): void {
    if (this.#restsUntil !== undefined) {
      if (now < this.#restsUntil) return;
      this.#restsUntil = undefined;
    }
    this.#frames++;
    if (hadMap) this.#inTime++;
    if (this.#frames < counted) return;
    if (this.#inTime < leastShare * counted) {
      this.#restsUntil = now + this.#rest;
      this.#rest = Math.min(longestRest, 2 * this.#rest);
    } else this.#rest = firstRest;
    this.#frames = 0;
    this.#inTime = 0;
  }
}
