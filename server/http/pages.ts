import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { containedFile } from '../pack/contained-file.ts';
import { relativeBase } from './addresses/base-path.ts';
import { isLoopback, parseAuthority } from './authority.ts';
import type { LinkPreviews } from './link-previews.ts';
import { LobbyError } from './lobby.ts';

/** `sockets` are origins of WebSockets besides the page's own. */
const contentPolicy = (sockets: readonly string[]) =>
  [
    "default-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    ["connect-src 'self'", ...sockets].join(' '),
    "object-src 'none'",
    // The page's <base> element.
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/**
 * Security headers of every answer. They stop foreign scripts in the pages and the leak of tokens in
 * referrers. Pages may open WebSockets at `processAddresses` as well: host, port and path.
 */
export function securityHeaders(
  publicUrl: string | undefined,
  processAddresses: () => readonly string[],
): RequestHandler {
  const publicIsSecure = publicUrl?.startsWith('https:') ?? false;
  return (request, response, next) => {
    const scheme = request.secure || publicIsSecure ? 'wss' : 'ws';
    const sockets = processAddresses().map((address) => `${scheme}://${address.split('/')[0]}`);
    response.set({
      'Content-Security-Policy': contentPolicy([...new Set(sockets)]),
      'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    });
    // Browsers ignore the header on insecure pages and report it as an error.
    const name = parseAuthority(request.headers.host ?? '')?.name ?? '';
    if (request.secure || publicIsSecure || isLoopback(name)) {
      response.set('Cross-Origin-Opener-Policy', 'same-origin');
    }
    next();
  };
}

const baseElement = /<base [^>]*>/;

/**
 * Answers with the single page, which reads its own address. Its <base> leads from the request's path to the
 * base path, so that all its links can be relative. `elements` are put into its head.
 *
 * @throws LobbyError if the pages are not built
 */
export function sendPage(
  request: Request,
  response: Response,
  folder: string,
  basePath: string,
  elements = '',
): void {
  const root = resolve(folder);
  if (!existsSync(join(root, 'index.html'))) {
    throw new LobbyError(503, { code: 'pages-not-built', values: { folder: root } });
  }
  if (!response.hasHeader('Cache-Control')) response.set('Cache-Control', 'no-cache');
  const base = `<base href="${relativeBase(request.path)}" data-base-path="${basePath}" />`;
  const page = readFileSync(join(root, 'index.html'), 'utf8').replace(baseElement, base);
  // A function, because `$` means something in a replacement.
  response.type('html').send(page.replace('</head>', () => `  ${elements}\n  </head>`));
}

/** Serves the built files. Refuses links to files outside of `root`, pipes and devices. */
function builtFiles(root: string): Router {
  const files = Router();
  files.use(async (request, _response, next) => {
    const name = nameOf(request.path);
    const refused =
      name === undefined ||
      (await containedFile(root, name).then(
        () => false,
        () => true,
      ));
    // A path without a file may still be a page.
    next(refused ? 'router' : undefined);
  });
  // Names of built files contain a hash of their content, so they can be cached forever.
  files.use('/assets', express.static(join(root, 'assets'), { immutable: true, maxAge: '1y', index: false }));
  files.use(express.static(root, { index: false, maxAge: 0 }));
  return files;
}

/** Decodes a path into the name of a file. Returns undefined if it is malformed. */
function nameOf(path: string): string | undefined {
  try {
    return decodeURIComponent(path).replace(/^\/+|\/+$/g, '');
  } catch {
    return undefined;
  }
}

/** Serves the built pages. /, /host/..., /play/... and /watch/... are one page that reads its own address. */
export function pageRoutes(folder: string, basePath: string, previews: LinkPreviews): Router {
  const root = resolve(folder);
  const routes = Router();
  routes.use(builtFiles(root));
  routes.get('/', async (request, response) => {
    sendPage(request, response, root, basePath, await previews.elementsOf(request, undefined));
  });
  routes.get(['/host/:room', '/play/:room', '/watch/:room'], async (request, response) => {
    sendPage(
      request,
      response,
      root,
      basePath,
      await previews.elementsOf(request, String(request.params.room)),
    );
  });
  // People who follow a wrong link get a page that leads on. Programs get the JSON answer.
  routes.get('/{*path}', (request, response, next) => {
    if (request.accepts(['json', 'html']) !== 'html') return next();
    response.status(404);
    sendPage(request, response, root, basePath);
  });
  return routes;
}
