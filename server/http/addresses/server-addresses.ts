import type { ServerAddresses } from '../../../shared/reachability.ts';
import type { Config } from '../../config/config.ts';
import { basePathOf } from '../../config/http-options.ts';
import { isAddress, isLoopback, writeAuthority } from '../authority.ts';
import type { Listener } from '../listener.ts';
import { networkAddresses } from './network-addresses.ts';

/**
 * The URLs at which the listening server can be reached: the public one, those for the local network, and its
 * own.
 */
export function serverAddresses(
  config: Config,
  listener: Pick<Listener, 'scheme' | 'port' | 'everywhere' | 'origin'>,
  found: readonly string[] = networkAddresses(),
): ServerAddresses & { own: string } {
  const path = basePathOf(config);
  const { scheme, port, everywhere, origin } = listener;
  const own = `${origin}${path}`;
  const announced = announcedAddresses(config).filter((address) => !isLoopback(address));
  // Announced addresses come first: in a container or behind NAT, the machine's own addresses do not work for
  // others.
  const names = everywhere ? [...announced, ...found] : [];
  const { host } = config;
  const addresses = names
    .filter((name) => host !== '0.0.0.0' || !name.includes(':'))
    .map((name) => `${scheme}://${writeAuthority({ name, port }, scheme)}${path}`);
  const network = everywhere || isLoopback(host) ? addresses : [own];
  return { public: config.publicUrl, network: [...new Set(network)], own };
}

/** IP addresses at which the machine is reachable from outside, as configured. */
export function announcedAddresses({ announcedAddress }: Pick<Config, 'announcedAddress'>): string[] {
  return [announcedAddress ?? []].flat().filter(isAddress);
}

/** Lines for the person who starts the server. The first has the address to open. */
export function greeting(addresses: ReturnType<typeof serverAddresses>): string[] {
  const { public: publicUrl, network, own } = addresses;
  const others = network.filter((url) => url !== own);
  return [
    `Worldroom is ready: ${publicUrl ?? own}`,
    ...(publicUrl === undefined ? [] : [`On this computer: ${own}`]),
    ...others.map((url) => `For others in this network: ${url}`),
  ];
}
