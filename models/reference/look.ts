export type Rgb = readonly [number, number, number];

/** Changes of materials, light and sky by a look. Colours are display values in about [0, 1]. */
export interface Look {
  /** Share by which a surface's colour is replaced with its grey, and the factor of the result. */
  fade: number;
  tint: Rgb;
  /** Colour that covers upward faces, and its opacity (0 to 1). */
  cover: Rgb;
  covered: number;
  /** Multiplies the sun's and the sky's light, also on entities. */
  sun: Rgb;
  ambient: Rgb;
  /** Colours that the sky is blended to, and the share (0 to 1). */
  zenith: Rgb;
  horizon: Rgb;
  turned: number;
}
