import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

/** Interfaces between programs of this machine (containers, virtual machines), which no other machine sees. */
const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|lxc|podman)/;

type Interfaces = ReturnType<typeof networkInterfaces>;

/**
 * Addresses at which other machines of the same network find this one, the likeliest first: private IPv4
 * networks, then all other IPv4, then IPv6. Loopback and link-local ones are left out.
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
