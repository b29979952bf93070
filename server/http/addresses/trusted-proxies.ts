import type { IncomingHttpHeaders } from 'node:http';
import ipaddr from 'ipaddr.js';

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** The parts of a request that may have come through a proxy. */
export interface ForwardedRequest {
  headers: IncomingHttpHeaders;
  /** The socket of the request's connection. */
  socket: { remoteAddress?: string | undefined };
}

/** Names of networks, as in Express. */
const words: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** The networks of an entry: a name, an address or a CIDR range. Returns undefined if it is invalid. */
export function networksOf(entry: string): readonly Network[] | undefined {
  const ranges = Object.hasOwn(words, entry) ? words[entry] : [entry];
  try {
    return ranges.map((range) => {
      const [address] = range.split('/');
      // Short forms of IPv4 are rejected because they surprise: 10 means 0.0.0.10.
      if (!ipaddr.IPv6.isValid(address) && !ipaddr.IPv4.isValidFourPartDecimal(address))
        throw new Error(range);
      return ipaddr.parseCIDR(range === address ? `${range}/${address.includes(':') ? 128 : 32}` : range);
    });
  } catch {
    return undefined;
  }
}

/** Reverse proxies whose X-Forwarded-* headers are trusted. By default there are none. */
export class TrustedProxies {
  readonly #networks: readonly Network[];

  /** @param entries Names, addresses and ranges that {@link networksOf} accepts. */
  constructor(entries: readonly string[]) {
    this.#networks = entries.flatMap((entry) => networksOf(entry) ?? []);
  }

  /** Whether forwarding headers from this address are trusted. */
  trusts(address: string | undefined): boolean {
    if (address === undefined || !ipaddr.isValid(address)) return false;
    const peer = ipaddr.process(address);
    return this.#networks.some(
      ([network, bits]) => peer.kind() === network.kind() && peer.match(network, bits),
    );
  }

  /**
   * The address of the client: the peer, or, if the peer is a trusted proxy, the last entry of
   * X-Forwarded-For that is not a trusted proxy.
   */
  clientAddress(request: ForwardedRequest): string | undefined {
    let address = request.socket.remoteAddress;
    const hops = forwarded(request, 'x-forwarded-for');
    while (hops.length > 0 && this.trusts(address)) address = hops.pop();
    return address;
  }

  /** First value of a forwarding header. Undefined if the peer is not trusted or sends none. */
  header(request: ForwardedRequest, header: string): string | undefined {
    if (!this.trusts(request.socket.remoteAddress)) return undefined;
    return forwarded(request, header)[0];
  }
}

function forwarded({ headers }: Pick<ForwardedRequest, 'headers'>, header: string): string[] {
  const value = headers[header];
  const text = Array.isArray(value) ? value.join(',') : (value ?? '');
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
