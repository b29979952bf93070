import { isIPv6 } from 'node:net';
import type { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

export type Interfaces = ReturnType<typeof networkInterfaces>;

/** Where viewers on this machine and its networks reach the media. */
export interface MediaAddresses {
  /** IP addresses of this machine to listen on, preferred ones first. */
  ips: string[];
  /** True if all addresses are loopback. Firefox does not connect to loopback candidates. */
  loopbackOnly: boolean;
}

/**
 * The addresses on which a server at `host` (an IP address) serves media now:
 * - for 0.0.0.0 and ::, to which no page can connect, every address of this machine;
 * - for a loopback address, itself and one other address of this machine, because Firefox does not connect to
 *   loopback candidates. Addresses that other machines cannot reach are preferred;
 * - for any other address, itself, even if no interface lists it: the system may still bind it.
 *
 * Link-local IPv6 addresses are left out: they need a zone, which candidates cannot carry.
 */
export function mediaAddresses(host: string, interfaces: Interfaces): MediaAddresses {
  const own = usable(interfaces);
  if (isWildcard(host)) {
    const ips = own.map(({ ip }) => ip).filter((ip) => host === '::' || !isIPv6(ip));
    return { ips, loopbackOnly: ips.every(isLoopback) };
  }
  if (!isLoopback(host)) return { ips: [host], loopbackOnly: false };
  const others = own.filter(({ ip }) => !isLoopback(ip)).sort((a, b) => a.rank - b.rank);
  const ips = [host, ...others.slice(0, 1).map(({ ip }) => ip)];
  return { ips, loopbackOnly: others.length === 0 };
}

/** Whether the address binds every address of this machine. */
export function isWildcard(ip: string): boolean {
  return ip === '0.0.0.0' || ip === '::';
}

export function isLoopback(ip: string): boolean {
  return ipaddr.process(ip).range() === 'loopback';
}

interface OwnAddress {
  ip: string;
  /** Lower ranks are preferred as the second address beside loopback. */
  rank: number;
}

function usable(interfaces: Interfaces): OwnAddress[] {
  const all = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address }) => ({ ip: address, rank: rankOf(name, address) })),
  );
  const seen = new Set<string>();
  return all.filter(({ ip, rank }) => {
    if (!Number.isFinite(rank) || seen.has(ip)) return false;
    seen.add(ip);
    return true;
  });
}

/** Interfaces of containers, virtual machines and tunnels. They appear and vanish more often than others. */
const virtualInterface =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|flannel|podman|tun|tap|wg|tailscale|zt|utun)/;

/**
 * Ranks private addresses first because the internet cannot reach them, then addresses of one network, then
 * public ones. An IPv4 link-local address ranks last: the system assigns it when a network gave none.
 */
function rankOf(name: string, address: string): number {
  const ip = ipaddr.parse(address);
  const range = ip.range();
  if (ip.kind() === 'ipv6') {
    if (range === 'linkLocal') return Number.POSITIVE_INFINITY;
    return range === 'uniqueLocal' ? 4 : 6;
  }
  switch (range) {
    case 'private':
      return virtualInterface.test(name) ? 1 : 0;
    case 'carrierGradeNat':
      return 2;
    case 'unicast':
      return 5;
    case 'linkLocal':
      return 7;
    default:
      return 3;
  }
}
