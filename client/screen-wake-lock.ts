/**
 * Keeps the screen on while it is wanted and the page is seen. The browser lets go of the lock when
 * the page is hidden, so it is asked for again when the page comes back.
 */
export class ScreenWakeLock {
  readonly #listening = new AbortController();
  #wanted = false;
  #lock: WakeLockSentinel | undefined;
  #asking = false;

  constructor() {
    document.addEventListener('visibilitychange', () => void this.#update(), {
      signal: this.#listening.signal,
    });
  }

  set wanted(wanted: boolean) {
    this.#wanted = wanted;
    void this.#update();
  }

  /** True while the screen is kept on. */
  get held(): boolean {
    return this.#lock !== undefined && !this.#lock.released;
  }

  close(): void {
    this.#listening.abort();
    this.wanted = false;
  }

  async #update(): Promise<void> {
    // Missing in older browsers, and on pages that came over plain HTTP from another machine.
    if (!('wakeLock' in navigator) || this.#asking) return;
    const due = this.#wanted && !document.hidden;
    if (due === this.held) return;
    this.#asking = true;
    try {
      if (due) this.#lock = await navigator.wakeLock.request('screen');
      else await this.#lock?.release();
    } catch {
      // Refused, for example to save power: asked again when the page comes back.
      return;
    } finally {
      this.#asking = false;
    }
    // A browser that answers with no lock would be asked for ever.
    if (due && !this.held) return;
    await this.#update();
  }
}
