import { type Authority, canonicalName, defaultPort } from './authority.ts';

/** Where a page comes from (RFC 6454). */
export interface Origin {
  scheme: string;
  name: string;
  port: number;
}

/** Undefined for what names no web page, such as `null`. */
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
 * Whether a page of this origin was served under this authority. Where the scheme is not known (a proxy that
 * ends TLS says nothing of it), it is the origin's; a port that is not written is the scheme's default.
 */
export function isServedAt(origin: Origin, authority: Authority, scheme: string | undefined): boolean {
  if (scheme !== undefined && scheme !== origin.scheme) return false;
  return origin.name === authority.name && origin.port === (authority.port ?? defaultPort(origin.scheme));
}
