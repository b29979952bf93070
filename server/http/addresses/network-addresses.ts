import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

/** Interfaces of containers and virtual machines, which other machines cannot reach. */
const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|lxc|podman)/;

type Interfaces = ReturnType<typeof networkInterfaces>;

/**
 * Addresses at which other machines of the same network can reach this one, likeliest first: private IPv4,
 * then other IPv4, then IPv6. Loopback and link-local addresses are left out.
 */
export function networkAddresses(interfaces: Interfaces = networkInterfaces()): string[] {
  const found = Object.entries(interfaces).flatMap(([name, list]) =>
    (list ?? []).filter(({ internal }) => !internal).map(({ address }) => ({ name, address })),
  );
  return found
    .flatMap(({ name, address }) => {
      if (!ipaddr.isValid(address)) return [];
      const range = ipaddr.parse(address).range();
      if (range === 'linkLocal' || range === 'loopback') return [];
      const rank =
        (virtual.test(name) ? 4 : 0) + (address.includes(':') ? 2 : 0) + (range === 'private' ? 0 : 1);
      return [{ address, rank }];
    })
    .sort((one, other) => one.rank - other.rank)
    .map(({ address }) => address);
}
