/**
 * Where this site begins: the server says it in the page's <base>, which leads up to the path below which a proxy may
 * serve it. Every address within the site is made here, so that none of them knows that path.
 */
export interface SiteBase {
  /** Ends with a slash. */
  url: URL;
  /** The base path that the server was told of; with it, paths in its answers begin. */
  path: string;
}

let found: SiteBase | undefined;

/** Read once: the document's base does not follow later changes of the address. */
function siteBase(): SiteBase {
  const told = document.querySelector<HTMLElement>('base')?.dataset.basePath;
  found ??= { url: new URL('./', document.baseURI), path: told ?? '/' };
  return found;
}

/** The address of a path of this site, as a page writes it (`/play/x`) or as the server answers it. */
export function siteUrl(path: string): URL {
  return resolvePath(path, siteBase());
}

/** The path of the page below the site's beginning: `/play/x` for `/worldroom/play/x`. */
export function sitePath(): string {
  return pathBelow(location.pathname, siteBase());
}

/** The URL of the site's beginning. */
export function siteStart(): URL {
  return siteBase().url;
}

export function resolvePath(path: string, { url, path: told }: SiteBase): URL {
  const below = path.startsWith(told) ? path.slice(told.length) : path.replace(/^\/+/, '');
  // Not `//host`, nor a scheme: what the server answers leads nowhere else.
  return new URL(`./${below.replace(/^\/+/, '')}`, url);
}

export function pathBelow(pathname: string, { url }: SiteBase): string {
  return pathname.startsWith(url.pathname) ? `/${pathname.slice(url.pathname.length)}` : pathname;
}
