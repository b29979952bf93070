import ipaddr from 'ipaddr.js';

/** The host and port that a URL or a Host header names (RFC 3986, section 3.2). */
export interface Authority {
  /** In lower case, IDNs as Punycode, IP addresses as ipaddr.js writes them, without brackets or a dot at the end. */
  name: string;
  /** As written; undefined where none is, or an empty one. */
  port: number | undefined;
}

/** What stands in no authority: it would end it, hold credentials or be removed by a URL parser. */
const foreign = /[\s/\\?#@]/;
const parts = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d{0,5}))?$/;

/** Reads `host` or `host:port`; undefined where the text is neither. */
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

/** A host name as browsers write it, in the form in which two equal ones are the same text. */
export function canonicalName(hostname: string): string {
  const bare = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (ipaddr.isValid(bare)) return canonicalAddress(bare);
  return bare.replace(/\.$/, '');
}

/** An IP address in one form; an IPv4 address mapped into IPv6 as the IPv4 address, zones left out. */
export function canonicalAddress(address: string): string {
  const bare = address.replace(/%.*$/, '');
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : bare;
}

export function isAddress(name: string): boolean {
  return ipaddr.isValid(name);
}

/** Names and addresses that mean the machine on which they are looked up (RFC 6761; 127.0.0.0/8 and ::1). */
export function isLoopback(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return ipaddr.isValid(name) && ipaddr.process(name).range() === 'loopback';
}

/** The port that is meant where none is written. */
export function defaultPort(scheme: string): number {
  return scheme === 'https' || scheme === 'wss' ? 443 : 80;
}

/** As it stands in a URL: with brackets around an IPv6 address, and with the port unless it is the default of the scheme. */
export function writeAuthority({ name, port }: Authority, scheme: string): string {
  const host = name.includes(':') ? `[${name}]` : name;
  return port === undefined || port === defaultPort(scheme) ? host : `${host}:${port}`;
}
