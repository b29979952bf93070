import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { containedFile } from '../pack/contained-file.ts';
import { isLoopback, parseAuthority } from './authority.ts';
import { wayToBase } from './base-path.ts';
import { LobbyError } from './lobby.ts';

const contentPolicy = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "object-src 'none'",
  // The page says where its relative addresses begin.
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer: nothing from elsewhere runs in our pages, and links with tokens do not leak. */
export function securityHeaders(publicUrl: string | undefined): RequestHandler {
  const publicIsSecure = publicUrl?.startsWith('https:') ?? false;
  return (request, response, next) => {
    response.set({
      'Content-Security-Policy': contentPolicy,
      'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    });
    // Of other pages, browsers ignore it, and call that an error.
    const name = parseAuthority(request.headers.host ?? '')?.name ?? '';
    if (request.secure || publicIsSecure || isLoopback(name)) {
      response.set('Cross-Origin-Opener-Policy', 'same-origin');
    }
    next();
  };
}

const baseElement = /<base [^>]*>/;

/**
 * Answers with the one page that reads its own address. Its <base> leads from the address of the request up to the
 * base path, so that all else in it is relative. Throws a LobbyError when the pages are not built.
 */
export function sendPage(request: Request, response: Response, folder: string, basePath: string): void {
  const root = resolve(folder);
  if (!existsSync(join(root, 'index.html'))) {
    throw new LobbyError(503, { code: 'pages-not-built', values: { folder: root } });
  }
  if (!response.hasHeader('Cache-Control')) response.set('Cache-Control', 'no-cache');
  const base = `<base href="${wayToBase(request.path)}" data-base-path="${basePath}" />`;
  response.type('html').send(readFileSync(join(root, 'index.html'), 'utf8').replace(baseElement, base));
}

/** The built files: none that a link leads to outside of `root`, no pipe and no device. */
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
    // What is no file here may still be a page.
    next(refused ? 'router' : undefined);
  });
  // Names of built files carry a hash of what is in them.
  files.use('/assets', express.static(join(root, 'assets'), { immutable: true, maxAge: '1y', index: false }));
  files.use(express.static(root, { index: false, maxAge: 0 }));
  return files;
}

/** The file's name that a path asks for; undefined where it cannot be read. */
function nameOf(path: string): string | undefined {
  try {
    return decodeURIComponent(path).replace(/^\/+|\/+$/g, '');
  } catch {
    return undefined;
  }
}

/** The built pages; /, /host/..., /play/... and /watch/... are one page that reads its own address. */
export function pageRoutes(folder: string, basePath: string): Router {
  const root = resolve(folder);
  const routes = Router();
  routes.use(builtFiles(root));
  routes.get(['/', '/host/:room', '/play/:room', '/watch/:room'], (request, response) =>
    sendPage(request, response, root, basePath),
  );
  // Whoever follows a wrong link gets a page that leads on; programs get the answer that is for them.
  routes.get('/{*path}', (request, response, next) => {
    if (request.accepts(['json', 'html']) !== 'html') return next();
    response.status(404);
    sendPage(request, response, root, basePath);
  });
  return routes;
}
