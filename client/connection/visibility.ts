/** Milliseconds until a failed report is sent again. */
const retryDelay = 500;

export interface VisibilityOptions {
  /** Session id in the room; undefined while the page is in none. */
  session(): string | undefined;
  /** Sends a report to the room; false if it was not sent. */
  send(hidden: boolean): boolean;
}

/** The used properties of a document, and the events that may change them. */
export type VisibilitySource = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;

/**
 * Reports the page's visibility to the room, so that the room draws and sends nothing for hidden pages. A new
 * session counts as visible. The room remembers the last report while a connection is lost; a change in the
 * meantime is reported after the reconnection.
 */
export class PageVisibility {
  readonly #options: VisibilityOptions;
  readonly #page: VisibilitySource;
  readonly #listening = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  /** The last report, with its session. */
  #reported: { session: string; hidden: boolean } | undefined;
  /** The browser has frozen or unloaded the page, which `document.hidden` need not show. */
  #away = false;

  constructor(
    options: VisibilityOptions,
    page: VisibilitySource = document,
    frame: Pick<Window, 'addEventListener'> = window,
  ) {
    this.#options = options;
    this.#page = page;
    const { signal } = this.#listening;
    const onChange = (away: boolean) => () => {
      this.#away = away;
      this.#report();
    };
    page.addEventListener('visibilitychange', onChange(false), { signal });
    // Page Lifecycle: a frozen page runs no timers, so it reports before.
    page.addEventListener('freeze', onChange(true), { signal });
    page.addEventListener('resume', onChange(false), { signal });
    frame.addEventListener('pagehide', onChange(true), { signal });
    frame.addEventListener('pageshow', onChange(false), { signal });
    this.#timer = setInterval(() => this.#report(), retryDelay);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#listening.abort();
  }

  #report(): void {
    const session = this.#options.session();
    if (session === undefined) return;
    const hidden = this.#page.hidden || this.#away;
    const known = this.#reported?.session === session ? this.#reported.hidden : undefined;
    if (hidden === known) return;
    if (this.#options.send(hidden)) this.#reported = { session, hidden };
  }
}
