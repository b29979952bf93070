import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/**
 * At least two labels of letters, digits and hyphens (RFC 1123, section 2.1). The last one is not a number.
 */
const hostName =
  /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?!\d+\.?$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.?$/i;

/** Address ranges to which no browser can send. */
const unreachable = new Set(['unspecified', 'multicast', 'broadcast']);

/** Why `text` cannot be announced to browsers, or undefined if it can. */
export function announcedAddressProblem(text: string): string | undefined {
  if (isIP(text) !== 0 && !text.includes('%')) {
    const range = ipaddr.parse(text).range();
    return unreachable.has(range)
      ? `"${text}" is no address that browsers can connect to; give the one by which they reach this machine, such as 203.0.113.5`
      : undefined;
  }
  if (hostName.test(text)) return undefined;
  return `"${text}" is neither an IP address such as 203.0.113.5 nor a host name such as play.example.org; leave out protocol, port and brackets`;
}

export const announcedAddressSchema = z.string().superRefine((text, context) => {
  const problem = announcedAddressProblem(text);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});
