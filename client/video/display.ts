/** What pictures are drawn for: a clock, and the frames of a screen. */
export interface Display {
  /** Milliseconds. */
  now(): number;
  /** Calls `draw` at the next frame of the screen; the returned function cancels that. */
  next(draw: () => void): () => void;
}

/** The page's own screen, on performance.now's clock. */
export const pageDisplay: Display = {
  now: () => performance.now(),
  next(draw) {
    const request = requestAnimationFrame(() => draw());
    return () => cancelAnimationFrame(request);
  },
};
