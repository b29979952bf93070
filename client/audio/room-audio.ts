import type { MediaConnection, ReceivedSound } from '../connection/media/media-connection.ts';
import { element } from '../dom/element.ts';

/** Milliseconds between attempts: the first, and the longest. */
const retryDelays = { first: 1_000, longest: 10_000 } as const;

/**
 * What is heard at the view that is seen, in an audio element of its own: nothing ties it to the
 * picture, so that neither waits for the other. Nothing is asked of the server until it is switched on.
 */
export class RoomAudio {
  /** Has no controls and takes no room; in the page so that it can be found there. */
  readonly root: HTMLAudioElement;
  #on = false;
  /** Whose view is seen, and the path over which it came. */
  #source: { view: string; media: MediaConnection } | undefined;
  #received: { view: string; media: MediaConnection; sound: ReceivedSound } | undefined;
  /** Raised with every change of what is wanted, so that the late answer to an older wish is dropped. */
  #wish = 0;
  #failures = 0;
  #retry: number | undefined;
  #gesture: AbortController | undefined;

  /** `volume` from 0 to 1. */
  constructor(volume: number) {
    this.root = element('audio', { 'data-testid': 'sound', hidden: true });
    this.volume = volume;
  }

  get on(): boolean {
    return this.#on;
  }

  /** Switches sound on or off; off means that the server sends none. */
  set on(on: boolean) {
    if (on === this.#on) return;
    this.#on = on;
    this.#failures = 0;
    this.#changed();
  }

  set volume(volume: number) {
    this.root.volume = Math.max(0, Math.min(1, volume));
  }

  /** This view is on the screen now, and came over this path; without one there is nothing to hear. */
  follow(view: string | undefined, media?: MediaConnection): void {
    const source = view === undefined || media === undefined ? undefined : { view, media };
    if (source?.view === this.#source?.view && source?.media === this.#source?.media) return;
    this.#source = source;
    this.#failures = 0;
    this.#changed();
  }

  close(): void {
    this.#on = false;
    this.#source = undefined;
    this.#changed();
  }

  #changed(): void {
    this.#wish++;
    window.clearTimeout(this.#retry);
    if (this.#on && this.#source) void this.#receive(this.#source, this.#wish);
    else this.#silence();
  }

  async #receive(source: { view: string; media: MediaConnection }, wish: number): Promise<void> {
    const { view, media } = source;
    if (this.#received?.view === view && this.#received.media === media) return;
    let sound: ReceivedSound | undefined;
    try {
      sound = await media.listen(view);
      if (wish === this.#wish) await sound.start();
      if (wish !== this.#wish) return sound.close();
      // What was heard before goes on until now.
      this.#received?.sound.close();
      this.#received = { view, media, sound };
      this.#failures = 0;
      this.root.srcObject = new MediaStream([sound.track]);
      this.#play();
    } catch {
      sound?.close();
      if (wish !== this.#wish) return;
      // The picture is what matters; sound is tried again, quietly.
      const delay = Math.min(retryDelays.longest, retryDelays.first * 2 ** this.#failures++);
      this.#retry = window.setTimeout(() => this.#changed(), delay);
    }
  }

  /** Browsers let a page sound only after somebody touched it: where it may not yet, the next touch begins. */
  #play(): void {
    this.root.play().catch(() => {
      if (this.#gesture || !this.#on) return;
      const gesture = new AbortController();
      this.#gesture = gesture;
      const begin = () => {
        gesture.abort();
        this.#gesture = undefined;
        if (this.#on) this.#play();
      };
      for (const event of ['pointerup', 'keydown']) {
        document.addEventListener(event, begin, { signal: gesture.signal });
      }
    });
  }

  #silence(): void {
    this.#gesture?.abort();
    this.#gesture = undefined;
    this.root.srcObject = null;
    this.#received?.sound.close();
    this.#received = undefined;
  }
}
