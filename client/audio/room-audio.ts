import type { MediaConnection, ReceivedSound } from '../connection/media/media-connection.ts';
import { element } from '../dom/element.ts';

/** Milliseconds between attempts: the first, and the longest. */
const retryDelays = { first: 1_000, longest: 10_000 } as const;

/**
 * Plays the sound at the displayed view in its own audio element. Sound and picture are not synchronised, so that
 * neither waits for the other. The page requests no sound from the server until a person switches it on.
 */
export class RoomAudio {
  /** The audio element. It is invisible, and part of the page so that browser tests find it. */
  readonly root: HTMLAudioElement;
  #on = false;
  /** The displayed view and its media connection. */
  #source: { view: string; media: MediaConnection } | undefined;
  #received: { view: string; media: MediaConnection; sound: ReceivedSound } | undefined;
  /** Increases with every change of the wanted view, so that a late answer to an older request is dropped. */
  #request = 0;
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

  /** Plays the sound of this displayed view from `media`; without a view there is silence. */
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
    this.#request++;
    window.clearTimeout(this.#retry);
    if (this.#on && this.#source) void this.#receive(this.#source, this.#request);
    else this.#silence();
  }

  async #receive(source: { view: string; media: MediaConnection }, request: number): Promise<void> {
    const { view, media } = source;
    if (this.#received?.view === view && this.#received.media === media) return;
    let sound: ReceivedSound | undefined;
    try {
      sound = await media.listen(view);
      if (request === this.#request) await sound.start();
      if (request !== this.#request) return sound.close();
      // The former sound plays until its successor is ready.
      this.#received?.sound.close();
      this.#received = { view, media, sound };
      this.#failures = 0;
      this.root.srcObject = new MediaStream([sound.track]);
      this.#play();
    } catch {
      sound?.close();
      if (request !== this.#request) return;
      // A failure of sound must not disturb the picture, so the page retries without a message.
      const delay = Math.min(retryDelays.longest, retryDelays.first * 2 ** this.#failures++);
      this.#retry = window.setTimeout(() => this.#changed(), delay);
    }
  }

  /** Browsers play sound only after a user gesture; if playback is blocked, the next gesture starts it. */
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
