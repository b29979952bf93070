import { isIPv6 } from 'node:net';
import type { IceCandidate } from 'mediasoup/types';
import { isLoopback } from './media-addresses.ts';

/** A socket of a media worker that receives viewers' packets. */
export interface MediaSocket {
  /** Address of this machine on which it listens. */
  ip: string;
  port: number;
  protocol: 'udp' | 'tcp';
}

/**
 * mediasoup's type preference of host candidates, and the component id of RTP (RFC 8445, section 5.1.2.1).
 */
const typePreference = 64;
const component = 1;
/**
 * Local preferences, 16 bits. UDP ranks before TCP, and each further address ranks below the one before it.
 */
const preferences = { udp: 20_000, tcp: 10_000, step: 100 } as const;
const most = preferences.tcp / preferences.step;

/**
 * ICE candidates of `sockets` at their own addresses and at the announced ones.
 *
 * A router or a container forwards packets for an announced address to a socket of the same family and port.
 * If sockets have different ports, each port is announced. Loopback sockets are announced only if there are
 * no others, because nothing is forwarded to them from outside.
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
    [...sockets, ...further].map((socket) => [`${socket.protocol} ${socket.ip} ${socket.port}`, socket]),
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
