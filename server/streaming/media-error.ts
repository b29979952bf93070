/** The media server cannot start; the message says what is missing or wrong, and the remedy. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
}
