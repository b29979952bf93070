/** Times, in milliseconds, by which the page predicts what the room makes of inputs: direction (look-prediction.ts) and place. */
export const predictionTimes = {
  /** Time constant in which what is shown comes to what is expected. */
  settling: 80,
  /** Most between two readings of the devices for which held controls go on; a hidden page does not read them. */
  longestPause: 250,
  /** After which an unacknowledged input counts as lost. */
  patience: 2_000,
} as const;
