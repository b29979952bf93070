import { isIPv6 } from 'node:net';
import type { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

export type Interfaces = ReturnType<typeof networkInterfaces>;

/** Where viewers on this machine and its networks reach the media. */
export interface MediaAddresses {
  /** IP addresses of this machine to listen at, the preferred ones first. */
  ips: string[];
  /** True when browsers that do not connect to loopback candidates (Firefox) cannot reach any of them. */
  loopbackOnly: boolean;
}

/**
 * The addresses at which media of a server at `host` (an IP address) are served now:
 * - of 0.0.0.0 and ::, to which no page can connect, every address of this machine;
 * - of a loopback address, itself and one other address of this machine, because Firefox does not connect to
 *   loopback candidates. An address that other machines cannot route to is preferred;
 * - of any other address, itself. It is kept when no interface lists it: the system may still let it be bound.
 *
 * Link-local IPv6 addresses are left out: they mean nothing without a zone, which candidates cannot carry.
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

/** Stands for every address of this machine. */
export function isWildcard(ip: string): boolean {
  return ip === '0.0.0.0' || ip === '::';
}

export function isLoopback(ip: string): boolean {
  return ipaddr.process(ip).range() === 'loopback';
}

interface OwnAddress {
  ip: string;
  /** The lower, the better beside a loopback address. */
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

/** Interfaces of containers, virtual machines and tunnels, which come and go more often than others. */
const virtualInterface =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|flannel|podman|tun|tap|wg|tailscale|zt|utun)/;

/**
 * Private addresses first, because the internet cannot reach them; then those of which only one network
 * knows; public ones after them. An IPv4 link-local address is there when a network gave no other.
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
