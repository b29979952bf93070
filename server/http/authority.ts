import ipaddr from 'ipaddr.js';

/** Host and port of a URL or a Host header (RFC 3986, section 3.2). */
export interface Authority {
  /**
   * Lower case, IDNs as Punycode, IP addresses as ipaddr.js writes them, without brackets and without a dot
   * at the end.
   */
  name: string;
  /** Undefined if it is missing or empty. */
  port: number | undefined;
}

/**
 * Characters that no authority contains: they would end it, introduce credentials or be removed by a URL
 * parser.
 */
const foreign = /[\s/\\?#@]/;
const parts = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d{0,5}))?$/;

/** Parses `host` or `host:port`. Returns undefined if the text is neither. */
export function parseAuthority(text: string): Authority | undefined {
  const match = foreign.test(text) ? null : parts.exec(text);
  if (match === null) return undefined;
  const [, host, digits = ''] = match;
  const port = digits === '' ? undefined : Number(digits);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  const url = `http://${host}`;
  if (host === '' || !URL.canParse(url)) return undefined;
  const name = canonicalName(new URL(url).hostname);
  return name === '' ? undefined : { name, port };
}

/** Normalises a host name from a browser, so that equal names are equal texts. */
export function canonicalName(hostname: string): string {
  const bare = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (ipaddr.isValid(bare)) return canonicalAddress(bare);
  return bare.replace(/\.$/, '');
}

/** Normalises an IP address. An IPv4-mapped IPv6 address becomes IPv4, and zones are removed. */
export function canonicalAddress(address: string): string {
  const bare = address.replace(/%.*$/, '');
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : bare;
}

export function isAddress(name: string): boolean {
  return ipaddr.isValid(name);
}

/** Whether a name or address means the local machine (RFC 6761; 127.0.0.0/8 and ::1). */
export function isLoopback(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return ipaddr.isValid(name) && ipaddr.process(name).range() === 'loopback';
}

/** Default port of a scheme. */
export function defaultPort(scheme: string): number {
  return scheme === 'https' || scheme === 'wss' ? 443 : 80;
}

/**
 * Formats an authority for a URL. An IPv6 address gets brackets, and the default port of the scheme is left
 * out.
 */
export function writeAuthority({ name, port }: Authority, scheme: string): string {
  const host = name.includes(':') ? `[${name}]` : name;
  return port === undefined || port === defaultPort(scheme) ? host : `${host}:${port}`;
}
