/**
 * The site's base, from the page's <base> element, which the server writes. A proxy may serve the site below
 * a prefix. All addresses within the site are made here, so that no other code depends on the prefix.
 */
export interface SiteBase {
  /** Ends with a slash. */
  url: URL;
  /** The base path that the server was configured with; paths in its answers begin with it. */
  path: string;
}

let found: SiteBase | undefined;

/** Read once, because later navigation changes the document's base. */
function siteBase(): SiteBase {
  const basePath = document.querySelector<HTMLElement>('base')?.dataset.basePath;
  found ??= { url: new URL('./', document.baseURI), path: basePath ?? '/' };
  return found;
}

/** The URL for a path of this site, as a page writes it (`/play/x`) or as the server answers it. */
export function siteUrl(path: string): URL {
  return resolvePath(path, siteBase());
}

/** The path of the page below the base: `/play/x` for `/worldroom/play/x`. */
export function sitePath(): string {
  return pathBelow(location.pathname, siteBase());
}

/** The URL of the base. */
export function siteStart(): URL {
  return siteBase().url;
}

export function resolvePath(path: string, { url, path: basePath }: SiteBase): URL {
  const below = path.startsWith(basePath) ? path.slice(basePath.length) : path.replace(/^\/+/, '');
  // Strips leading slashes, so that a server's answer cannot lead to another host or scheme.
  return new URL(`./${below.replace(/^\/+/, '')}`, url);
}

export function pathBelow(pathname: string, { url }: SiteBase): string {
  return pathname.startsWith(url.pathname) ? `/${pathname.slice(url.pathname.length)}` : pathname;
}
