import { keepInvite, takeInviteFromAddress, withoutInvite } from './invites.ts';
import type { Page } from './pages/page.ts';
import { sitePath, siteStart, siteUrl } from './site.ts';

/** Makes the page of an address: `parameters` are the pattern's groups. */
export interface Route {
  pattern: RegExp;
  open(parameters: string[], query: URLSearchParams): Promise<Page>;
}

/**
 * Shows the page of the address in `host`, and follows links within this site without loading it
 * anew. A page is closed before the next one opens.
 */
export class Router {
  readonly #host: HTMLElement;
  readonly #routes: readonly Route[];
  readonly #otherwise: () => Page;
  #page: Page | undefined;
  /** Raised with every navigation, so that a page that loads slowly does not replace a newer one. */
  #visit = 0;

  constructor(host: HTMLElement, routes: readonly Route[], otherwise: () => Page) {
    this.#host = host;
    this.#routes = routes;
    this.#otherwise = otherwise;
    window.addEventListener('popstate', () => void this.#show());
    // A page that the browser kept frozen has lost its connections.
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) location.reload();
    });
    document.addEventListener('click', (event) => this.#followLink(event));
    void this.#show();
  }

  /** Goes to a path of this site, with its query; an invite in it never is in the address bar. */
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
    // Beside this site on the same host there may be others.
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
    return this.#otherwise();
  }
}
