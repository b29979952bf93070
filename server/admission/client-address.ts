import ipaddr from 'ipaddr.js';

/** Groups of 16 bits that name a network in IPv6: providers give each customer at least a /64 (RFC 6177). */
const networkGroups = 4;

/**
 * What limits per address are counted by: an IPv4 address as it is, also where it is written as IPv6
 * (::ffff:192.0.2.1), and of an IPv6 address its /64, because one host may choose any address in it.
 * What is no address, as of a connection that is closed already, counts as one address.
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const network = parsed.parts.slice(0, networkGroups).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}
