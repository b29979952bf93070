/**
 * Seeds of the reference world by use, as the first seed of each; each range ends where the next begins. A
 * network must not be judged on worlds that it, or its judge, was trained on.
 */
export const seedRanges = {
  /** Play, motion and controls, for training the networks. */
  clips: 0,
  /** Still places only, for training tokenizer and imagine. */
  places: 100_000,
  /** For training the frozen judges of models/evaluation. */
  judges: 500_000,
  /** Played with the shipped pack, whose views train relighting. */
  drawn: 700_000,
  /** Evaluation; never trained on. */
  heldOut: 1_000_000,
  /** The world seeds of the default pack. */
  shipped: 2_000_001,
} as const;
