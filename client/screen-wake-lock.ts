/**
 * Keeps the screen on while it is wanted and the page is visible (Screen Wake Lock API, W3C). The browser
 * releases the lock when the page is hidden, so it is requested again when the page is visible.
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

  /** True while the lock is held. */
  get held(): boolean {
    return this.#lock !== undefined && !this.#lock.released;
  }

  close(): void {
    this.#listening.abort();
    this.wanted = false;
  }

  async #update(): Promise<void> {
    // Missing in older browsers, and on pages over plain HTTP from another machine.
    if (!('wakeLock' in navigator) || this.#asking) return;
    const due = this.#wanted && !document.hidden;
    if (due === this.held) return;
    this.#asking = true;
    try {
      if (due) this.#lock = await navigator.wakeLock.request('screen');
      else await this.#lock?.release();
    } catch {
      // Refused, for example to save power; requested again when the page becomes visible.
      return;
    } finally {
      this.#asking = false;
    }
    // A browser that resolves without a lock would be asked for ever.
    if (due && !this.held) return;
    await this.#update();
  }
}
