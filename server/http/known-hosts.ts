import { hostname, networkInterfaces } from 'node:os';
import {
  type Authority,
  canonicalAddress,
  canonicalName,
  isAddress,
  isLoopback,
  parseAuthority,
} from './authority.ts';

export interface KnownHostsOptions {
  /** URL under which people reach the server, where it has one of its own. */
  publicUrl?: string | undefined;
  /** Names, `*.name` for every name below one, each with or without a port. */
  allowedHosts: readonly string[];
  /** Origins whose names are known, too. */
  allowedOrigins: readonly string[];
  /** Addresses that lead here although no interface of the machine has them (NAT, containers). */
  announcedAddresses?: readonly string[];
  /** Of the machine; read from the system when left out. */
  machineName?: string;
  machineAddresses?: () => readonly string[];
}

/**
 * The names by which a server is asked for. A page of another name that its owner points at this server
 * (DNS rebinding) is same-origin for browsers, so that only its Host header gives it away.
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

  /** `localAddress` is the address of this machine at which the connection came in. */
  knows({ name, port }: Authority, localAddress: string | undefined): boolean {
    if (isLoopback(name) || this.#names.has(name)) return true;
    if (isAddress(name)) {
      // A browser that was sent here by an address has asked no name server.
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

/** Addresses of all interfaces now; they come and go. */
function machineAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
}
