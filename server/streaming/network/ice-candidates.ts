import { isIPv6 } from 'node:net';
import type { IceCandidate } from 'mediasoup/types';
import { isLoopback } from './media-addresses.ts';

/** A socket of a media worker that takes viewers' packets. */
export interface MediaSocket {
  /** Address of this machine by which it is reached. */
  ip: string;
  port: number;
  protocol: 'udp' | 'tcp';
}

/** Type preference of host candidates that mediasoup uses, and the component of RTP (RFC 8445, section 5.1.2.1). */
const typePreference = 64;
const component = 1;
/** Local preferences, 16 bits: UDP before TCP, and each further address below the one before. */
const preferences = { udp: 20_000, tcp: 10_000, step: 100 } as const;
const most = preferences.tcp / preferences.step;

/**
 * The ICE candidates of these sockets: at their own addresses, and beside these at the announced ones.
 * A router or a container passes what comes to an announced address on to a socket of the same family and
 * port; where sockets have different ports, each is announced. Loopback sockets are announced only when
 * there are no others, because nothing outside of this machine is passed on to them.
 */
export function iceCandidates(
  sockets: readonly MediaSocket[],
  announced: readonly string[] = [],
): IceCandidate[] {
  const further = announced.flatMap((ip) => {
    const family = sockets.filter((socket) => isIPv6(socket.ip) === isIPv6(ip));
    const outside = family.filter((socket) => !isLoopback(socket.ip));
    return (outside.length > 0 ? outside : family).map((socket) => ({ ...socket, ip }));
  });
  const unique = new Map(
    [...sockets, ...further].map((place) => [`${place.protocol} ${place.ip} ${place.port}`, place]),
  );
  const ips = [...new Set([...unique.values()].map(({ ip }) => ip))].slice(0, most);
  return [...unique.values()].flatMap(({ ip, port, protocol }) => {
    const order = ips.indexOf(ip);
    if (order < 0) return [];
    const local = preferences[protocol] - order * preferences.step;
    const candidate = {
      foundation: `${protocol}candidate`,
      priority: 2 ** 24 * typePreference + 2 ** 8 * local + 256 - component,
      ip,
      address: ip,
      protocol,
      port,
      type: 'host' as const,
    };
    return [protocol === 'tcp' ? { ...candidate, tcpType: 'passive' as const } : candidate];
  });
}
