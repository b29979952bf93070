import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { WebRtcTransportOptions } from 'mediasoup/types';

/** One address at which viewers reach the media worker, as mediasoup takes it. */
export interface ListenAddress {
  /** Address of this host to listen on. */
  ip: string;
  /** Address or host name that pages are told instead, behind a router or in a container. */
  announcedAddress?: string;
}

/** mediasoup's options for a transport at these addresses: UDP, and TCP where a network drops UDP. */
export function transportOptions(addresses: readonly ListenAddress[]): WebRtcTransportOptions {
  return {
    listenInfos: addresses.flatMap((address) => [
      { protocol: 'udp' as const, ...address },
      { protocol: 'tcp' as const, ...address },
    ]),
    enableUdp: true,
    enableTcp: true,
    preferUdp: true,
  };
}

type Interfaces = ReturnType<typeof networkInterfaces>;

/**
 * Where to listen. A page cannot connect to 0.0.0.0 or ::, so these stand for every address of this
 * host, unless an announced one is given.
 */
export function listenAddresses(
  address: string,
  announcedAddress?: string,
  interfaces: Interfaces = networkInterfaces(),
): ListenAddress[] {
  if (announcedAddress !== undefined) return [{ ip: address, announcedAddress }];
  if (address !== '0.0.0.0' && address !== '::') return [{ ip: address }];
  const own = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const usable = own
    .map(({ address: ip }) => ip)
    // Link-local IPv6 addresses mean nothing without a zone.
    .filter((ip) => !ip.toLowerCase().startsWith('fe80:') && (address === '::' || !isIPv6(ip)));
  return usable.map((ip) => ({ ip }));
}
