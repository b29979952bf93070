import { hostname, networkInterfaces } from 'node:os';
import {
  type Authority,
  canonicalAddress,
  canonicalName,
  isAddress,
  isLoopback,
  parseAuthority,
} from '../authority.ts';

export interface KnownHostsOptions {
  /** Public URL of the server, if configured. */
  publicUrl?: string | undefined;
  /** Names, or `*.name` for every name below one, each with or without a port. */
  allowedHosts: readonly string[];
  /** The host names of these origins are known, too. */
  allowedOrigins: readonly string[];
  /** Addresses that lead to this server although no interface of the machine has them (NAT, containers). */
  announcedAddresses?: readonly string[];
  /** Name and addresses of the machine. By default read from the system. */
  machineName?: string;
  machineAddresses?: () => readonly string[];
}

/**
 * The names by which this server may be requested. It defends against DNS rebinding: if the owner of another
 * name points it at this server, browsers treat that page as same-origin, and only its Host header shows the
 * difference.
 */
export class KnownHosts {
  readonly #options: KnownHostsOptions;
  readonly #allowed: readonly { name: string; below: boolean; port: number | undefined }[];
  readonly #names: ReadonlySet<string>;

  constructor(options: KnownHostsOptions) {
    this.#options = options;
    this.#allowed = options.allowedHosts.flatMap((entry) => {
      const below = entry.startsWith('*.');
      const authority = parseAuthority(below ? entry.slice(2) : entry);
      return authority === undefined ? [] : [{ ...authority, below }];
    });
    const urls = [...(options.publicUrl === undefined ? [] : [options.publicUrl]), ...options.allowedOrigins];
    const machine = canonicalName(options.machineName ?? hostname());
    const [label] = machine.split('.');
    this.#names = new Set([
      ...urls.map((url) => canonicalName(new URL(url).hostname)),
      ...(options.announcedAddresses ?? []).map(canonicalAddress),
      ...(machine === '' ? [] : [machine, label, `${label}.local`]),
    ]);
  }

  /**
   * Whether `authority` names this server.
   *
   * @param localAddress The address of this machine on which the connection arrived.
   */
  knows({ name, port }: Authority, localAddress: string | undefined): boolean {
    if (isLoopback(name) || this.#names.has(name)) return true;
    if (isAddress(name)) {
      // An IP address involves no name server, so DNS rebinding cannot produce it.
      if (localAddress !== undefined && canonicalAddress(localAddress) === name) return true;
      const addresses = (this.#options.machineAddresses ?? machineAddresses)();
      if (addresses.some((address) => canonicalAddress(address) === name)) return true;
    }
    return this.#allowed.some((entry) => {
      if (entry.port !== undefined && entry.port !== port) return false;
      return entry.below ? name.endsWith(`.${entry.name}`) : name === entry.name;
    });
  }
}

/** Addresses of all interfaces now. They may change. */
function machineAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
}
