import type { RequestHandler } from 'express';

/** First parts of this server's own paths: below `/play/` a base path could not be told from a room. */
export const ownPaths = ['api', 'assets', 'matchmake', 'health', 'admin', 'play', 'host', 'watch'];

/**
 * Takes the base path off requests, so that all else sees paths below it. Requests without it are served, too:
 * some proxies take it off themselves, and others pass it on.
 */
export function takeBasePath(basePath: string): RequestHandler {
  const bare = basePath.slice(0, -1);
  return (request, response, next) => {
    if (bare === '') return next();
    const [path] = request.url.split('?', 1);
    const query = request.url.slice(path.length);
    // Relative addresses in the page need the slash.
    if (path === bare) return response.redirect(308, `${basePath}${query}`);
    if (path.startsWith(basePath)) request.url = `/${path.slice(basePath.length)}${query}`;
    next();
  };
}

/** The way from a page's path up to the base path, as a relative URL: `./` for `/`, `../` for `/play/x`. */
export function wayToBase(path: string): string {
  const depth = path.split('/').length - 2;
  return depth < 1 ? './' : '../'.repeat(depth);
}
