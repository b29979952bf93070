import type { Display } from '../../client/video/display.ts';

/** A screen whose clock is set by hand, so that its frames do not depend on how fast they are drawn. */
export class VirtualDisplay implements Display {
  /** Milliseconds. */
  time = 0;
  #next: (() => void) | undefined;

  now(): number {
    return this.time;
  }

  next(draw: () => void): () => void {
    this.#next = draw;
    return () => {
      if (this.#next === draw) this.#next = undefined;
    };
  }

  /** Has the next frame drawn. */
  draw(): void {
    const draw = this.#next;
    this.#next = undefined;
    draw?.();
  }
}
