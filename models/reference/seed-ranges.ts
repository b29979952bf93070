/**
 * Which seeds of the reference world are for what, as the first seed of each use; each goes up to the next.
 * A network must not be judged on worlds that it, or its judge, was trained on.
 */
export const seedRanges = {
  /** Play, motion and controls, which the networks learn from. */
  clips: 0,
  /** Still places alone, which tokenizer and imagine learn from. */
  places: 100_000,
  /** What the frozen judges of models/evaluation learn from. */
  judges: 500_000,
  /** Played in with the shipped pack, for relighting to learn from what that draws. */
  drawn: 700_000,
  /** Evaluation; never trained on. */
  heldOut: 1_000_000,
  /** The world seeds of the default pack. */
  shipped: 2_000_001,
} as const;
