/** The media server cannot start. The message names the cause and the remedy. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
}
