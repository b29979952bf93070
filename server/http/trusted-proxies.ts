import type { IncomingHttpHeaders } from 'node:http';
import ipaddr from 'ipaddr.js';

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** What is read of a request that may have come through a proxy. */
export interface ForwardedRequest {
  headers: IncomingHttpHeaders;
  /** The end of the connection that the request came over. */
  socket: { remoteAddress?: string | undefined };
}

/** Words for networks, with the meaning that Express gives them. */
const words: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** The networks of one entry: a word, an address or a CIDR range; undefined where it is none. */
export function networksOf(entry: string): readonly Network[] | undefined {
  const ranges = Object.hasOwn(words, entry) ? words[entry] : [entry];
  try {
    return ranges.map((range) => {
      const [address] = range.split('/');
      // The short forms of IPv4 (10 is 0.0.0.10) are mistakes here.
      if (!ipaddr.IPv6.isValid(address) && !ipaddr.IPv4.isValidFourPartDecimal(address))
        throw new Error(range);
      return ipaddr.parseCIDR(range === address ? `${range}/${address.includes(':') ? 128 : 32}` : range);
    });
  } catch {
    return undefined;
  }
}

/** Reverse proxies whose X-Forwarded-* headers are believed. By default there are none. */
export class TrustedProxies {
  readonly #networks: readonly Network[];

  /** `entries` are words, addresses and ranges, which were checked by {@link networksOf}. */
  constructor(entries: readonly string[]) {
    this.#networks = entries.flatMap((entry) => networksOf(entry) ?? []);
  }

  /** Whether what this address says of others is believed. */
  trusts(address: string | undefined): boolean {
    if (address === undefined || !ipaddr.isValid(address)) return false;
    const peer = ipaddr.process(address);
    return this.#networks.some(
      ([network, bits]) => peer.kind() === network.kind() && peer.match(network, bits),
    );
  }

  /**
   * The address that a request came from: of the connection, or where that is a trusted proxy, the last of
   * X-Forwarded-For that is none.
   */
  clientAddress(request: ForwardedRequest): string | undefined {
    let address = request.socket.remoteAddress;
    const told = forwarded(request, 'x-forwarded-for');
    while (told.length > 0 && this.trusts(address)) address = told.pop();
    return address;
  }

  /** The first value of a header of the proxy in front; undefined where the peer is not trusted or tells none. */
  told(request: ForwardedRequest, header: string): string | undefined {
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
