import { type Authority, canonicalName, defaultPort } from '../authority.ts';

/** A web origin (RFC 6454). */
export interface Origin {
  scheme: string;
  name: string;
  port: number;
}

/** Parses an origin. Returns undefined for values that name no web page, such as `null`. */
export function parseOrigin(text: string): Origin | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port } = new URL(text);
  const scheme = protocol.slice(0, -1);
  if (scheme !== 'http' && scheme !== 'https') return undefined;
  return { scheme, name: canonicalName(hostname), port: port === '' ? defaultPort(scheme) : Number(port) };
}

export function isSameOrigin(one: Origin, other: Origin): boolean {
  return one.scheme === other.scheme && one.name === other.name && one.port === other.port;
}

/**
 * Whether a page of this origin was served under this authority. If the scheme is unknown, for example behind
 * a proxy that terminates TLS, the origin's is assumed. A missing port is the default of the scheme.
 */
export function isServedAt(origin: Origin, authority: Authority, scheme: string | undefined): boolean {
  if (scheme !== undefined && scheme !== origin.scheme) return false;
  return origin.name === authority.name && origin.port === (authority.port ?? defaultPort(origin.scheme));
}
