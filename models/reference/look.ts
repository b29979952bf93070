export type Rgb = readonly [number, number, number];

/** What a look does to materials, light and sky. Colours are display values in about [0, 1]. */
export interface Look {
  /** Share of a surface's own colour that gives way to its grey, and what the rest is multiplied by. */
  fade: number;
  tint: Rgb;
  /** What lies on faces that look up, and how much of it (0 to 1). */
  cover: Rgb;
  covered: number;
  /** Multiplies the sun's and the sky's light, on entities too. */
  sun: Rgb;
  ambient: Rgb;
  /** What the sky turns to, and how far (0 to 1). */
  zenith: Rgb;
  horizon: Rgb;
  turned: number;
}
