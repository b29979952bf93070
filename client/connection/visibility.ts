/** Milliseconds until what could not be told is tried again. */
const retryDelay = 500;

export interface VisibilityOptions {
  /** Session id in the room; undefined while the page is in none. */
  session(): string | undefined;
  /** Tells the room; false when it could not. */
  send(hidden: boolean): boolean;
}

/** What is read of a document, and what says that this may have changed. */
export type VisibilitySource = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;

/**
 * Tells the room whether somebody can see this page, so that nothing is drawn and sent for nobody: when it is
 * hidden, frozen or left, and when it is seen again. A room takes whoever comes as one who is seen, and
 * remembers what it was told over a lost connection; what it could not be told meanwhile follows.
 */
export class PageVisibility {
  readonly #options: VisibilityOptions;
  readonly #page: VisibilitySource;
  readonly #listening = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  /** The session that was told, and what. */
  #told: { session: string; hidden: boolean } | undefined;
  /** The browser has put the page away, which `document.hidden` need not say. */
  #away = false;

  constructor(
    options: VisibilityOptions,
    page: VisibilitySource = document,
    frame: Pick<Window, 'addEventListener'> = window,
  ) {
    this.#options = options;
    this.#page = page;
    const { signal } = this.#listening;
    const look = (away: boolean) => () => {
      this.#away = away;
      this.#tell();
    };
    page.addEventListener('visibilitychange', look(false), { signal });
    // Page Lifecycle: a frozen page runs nothing any more, and sends nothing later.
    page.addEventListener('freeze', look(true), { signal });
    page.addEventListener('resume', look(false), { signal });
    frame.addEventListener('pagehide', look(true), { signal });
    frame.addEventListener('pageshow', look(false), { signal });
    this.#timer = setInterval(() => this.#tell(), retryDelay);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#listening.abort();
  }

  #tell(): void {
    const session = this.#options.session();
    if (session === undefined) return;
    const hidden = this.#page.hidden || this.#away;
    const known = this.#told?.session === session ? this.#told.hidden : undefined;
    if (hidden === known) return;
    if (this.#options.send(hidden)) this.#told = { session, hidden };
  }
}
