import type { RequestHandler } from 'express';

/**
 * First parts of this server's own paths. A base path must not start with them, because `/play/` as a base
 * path could not be told from a room.
 */
export const ownPaths = ['api', 'assets', 'matchmake', 'health', 'admin', 'play', 'host', 'watch', 'agents'];

/**
 * Removes the base path from requests, so that other handlers see paths below it. Requests without it are
 * served, too, because some proxies remove it themselves.
 */
export function stripBasePath(basePath: string): RequestHandler {
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

/** Relative URL from a page's path to the base path: `./` for `/`, `../` for `/play/x`. */
export function relativeBase(path: string): string {
  const depth = path.split('/').length - 2;
  return depth < 1 ? './' : '../'.repeat(depth);
}
