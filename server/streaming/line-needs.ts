import { type LineReport, LossControl } from './loss-control.ts';

/** How a stream is encoded. */
export interface EncoderKind {
  /** Frames of few packets, for a player who loses packets on a long way. */
  small: boolean;
  /** In two temporal layers: every second frame may be left out, which takes about half as many bytes again. */
  layered: boolean;
}

export const usualKind: EncoderKind = { small: false, layered: false };

/** Milliseconds for which a stream stays layered when nobody needs it any more: each change costs all a keyframe. */
const layeredFor = 30_000;

/** What the lines of a stream's viewers need, and so how it is encoded and sent. */
export class LineNeeds {
  readonly #own = new LossControl();
  /** Viewers who cannot take all frames. */
  #thin = 0;
  #thinUntil = Number.NEGATIVE_INFINITY;

  /** Share of lost packets that frames are protected against, for the view's own player. */
  get protection(): number {
    return this.#own.protection;
  }

  /** The own player's line. Returns whether frames are protected from now on, or no longer. */
  report(report: LineReport, now: number): boolean {
    const before = this.protection > 0;
    this.#own.report(report, now);
    return before !== this.protection > 0;
  }

  /** Somebody cannot take all frames, until the returned function is called. */
  thin(): () => void {
    this.#thin++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#thin--;
      this.#thinUntil = performance.now() + layeredFor;
    };
  }

  /** Copies of frames and layers do not go together; the own player, who plays by these pictures, comes first. */
  kindAt(now: number): EncoderKind {
    const small = this.protection > 0;
    return { small, layered: !small && (this.#thin > 0 || now < this.#thinUntil) };
  }
}
