import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request may change something or open a connection: it comes from a page of this server
 * itself (RFC 6454: scheme, host and port of Origin, where the scheme is the proxy's business), from an
 * allowed origin, or from something that is no browser and sends no Origin.
 */
export function isAllowedOrigin(headers: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.host === host || allowed.some((entry) => new URL(entry).origin === url.origin);
}
