import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

/** `scheme:host[:port][?transport=udp|tcp]` (RFC 7064, RFC 7065). An IPv6 address is in brackets. */
const pattern = /^(stuns?|turns?):(\[[\da-f:.]+\]|[^[\]:?/@\s]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/i;
const hostName =
  /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*\.?$/i;
const allNumbers = /^[\d.]+$/;

/** Why `url` cannot be the URL of a STUN or TURN server, or undefined if it can. */
export function iceUrlProblem(url: string): string | undefined {
  // The part before an @ may be a password, so the error does not repeat the URL.
  if (url.includes('@')) {
    return 'a URL of a TURN server holds no username and password; give --turn-username and --turn-password, or --turn-secret';
  }
  const [, scheme, host, port, transport] = pattern.exec(url) ?? [];
  if (scheme === undefined) {
    return `"${url}" is no URL of a STUN or TURN server; write stun:stun.example.org:3478, turn:turn.example.org:3478?transport=tcp or turns:turn.example.org:443`;
  }
  const address = host.replace(/^\[|\]$/g, '');
  const isAddress = host.startsWith('[') ? isIPv6(address) : isIPv4(host);
  if (!isAddress && (host.startsWith('[') || allNumbers.test(host) || !hostName.test(host))) {
    return `"${url}": ${host} is neither a host name nor an IP address (an IPv6 address stands in brackets)`;
  }
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) {
    return `"${url}": port ${port} is not from 1 to 65535`;
  }
  if (transport !== undefined && /^stun/i.test(scheme)) {
    return `"${url}": only turn: and turns: take ?transport=; leave it out`;
  }
  return undefined;
}

/** Whether `url` is the URL of a TURN server, which requires credentials. */
export function isTurnUrl(url: string): boolean {
  return /^turns?:/i.test(url);
}

export const iceUrlSchema = z.string().superRefine((url, context) => {
  const problem = iceUrlProblem(url);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});
