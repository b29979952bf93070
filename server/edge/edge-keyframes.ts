/** Shortest time between two requests of an edge for a keyframe of one stream, milliseconds. */
export const edgeKeyframeInterval = 500;

/**
 * The requests of one edge for keyframes of one stream for those who begin to watch: at once, and then one in
 * {@link edgeKeyframeInterval} for all who come meanwhile. (Those who lose packets are met by mediasoup's own requests,
 * which edge and origin delay further.)
 */
export class EdgeKeyframes {
  readonly #send: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isWanted = false;

  constructor(send: () => void) {
    this.#send = send;
  }

  request(): void {
    if (this.#timer !== undefined) {
      this.#isWanted = true;
      return;
    }
    this.#isWanted = false;
    this.#send();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isWanted) this.request();
    }, edgeKeyframeInterval).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
