/** Samples a second. Also the RTP clock rate of Opus (RFC 7587, section 4.1). */
export const sampleRate = 48_000;
/** Samples of each channel in a frame: 20 ms. */
export const frameLength = 960;
export const frameMilliseconds = (frameLength / sampleRate) * 1000;
/** Left and right, interleaved. */
export const channels = 2 as const;
