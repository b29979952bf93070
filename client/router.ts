import { keepInvite, takeInviteFromAddress, withoutInvite } from './invites.ts';
import type { Page } from './pages/page.ts';
import { sitePath, siteStart, siteUrl } from './site.ts';

/** Creates the page of an address; `parameters` are the pattern's groups. */
export interface Route {
  pattern: RegExp;
  open(parameters: string[], query: URLSearchParams): Promise<Page>;
}

/**
 * Shows the page of the address in `host`, and follows links within this site without a reload. It closes a
 * page before it opens the next one.
 */
export class Router {
  readonly #host: HTMLElement;
  readonly #routes: readonly Route[];
  readonly #notFound: () => Page;
  #page: Page | undefined;
  /** Increases with every navigation, so that a slowly loading page does not replace a newer one. */
  #visit = 0;

  constructor(host: HTMLElement, routes: readonly Route[], notFound: () => Page) {
    this.#host = host;
    this.#routes = routes;
    this.#notFound = notFound;
    window.addEventListener('popstate', () => void this.#show());
    // A page from the back/forward cache has lost its connections.
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) location.reload();
    });
    document.addEventListener('click', (event) => this.#followLink(event));
    void this.#show();
  }

  /** Navigates to a path of this site, with its query. An invite in it never appears in the address bar. */
  go(path: string): void {
    this.#visitAddress(siteUrl(path));
  }

  #visitAddress(address: URL): void {
    const taken = withoutInvite(address);
    if (taken?.token !== undefined) keepInvite(taken.role, taken.room, taken.token);
    history.pushState(null, '', taken?.address ?? address);
    void this.#show();
  }

  #followLink(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download')) return;
    // Other sites may share the host.
    if (!link.pathname.startsWith(siteStart().pathname)) return;
    event.preventDefault();
    this.#visitAddress(new URL(link.href));
  }

  async #show(): Promise<void> {
    const visit = ++this.#visit;
    takeInviteFromAddress();
    this.#page?.close();
    this.#page = undefined;
    const page = await this.#open();
    if (visit !== this.#visit) {
      page.close();
      return;
    }
    this.#page = page;
    this.#host.replaceChildren(page.root);
    window.scrollTo(0, 0);
  }

  async #open(): Promise<Page> {
    for (const route of this.#routes) {
      const match = route.pattern.exec(sitePath());
      if (match) return route.open(match.slice(1), new URLSearchParams(location.search));
    }
    return this.#notFound();
  }
}
