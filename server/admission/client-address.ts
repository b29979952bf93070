import ipaddr from 'ipaddr.js';

/** Groups of 16 bits that name a network in IPv6: providers give each customer at least a /64 (RFC 6177). */
const networkGroups = 4;

/**
 * The key that limits per address count by. An IPv4 address is its own key, also when mapped to IPv6
 * (::ffff:192.0.2.1). An IPv6 address counts as its /64, because one host may choose any address in it.
 * All invalid addresses, such as that of a closed connection, share one key.
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const network = parsed.parts.slice(0, networkGroups).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}
