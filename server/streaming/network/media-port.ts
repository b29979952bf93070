import { isIPv6 } from 'node:net';
import type { TransportListenInfo, WebRtcServer, Worker } from 'mediasoup/types';
import { MediaError } from '../media-error.ts';
import type { AddressLog } from './address-log.ts';
import { isWildcard } from './media-addresses.ts';
import { type PortRange, usablePorts } from './port-range.ts';

/** The open port of one worker. */
export interface OpenPort {
  server: WebRtcServer;
  port: number;
  /** Whether packets to this address of the machine arrive at the port. */
  reaches(ip: string): boolean;
}

interface Listening extends OpenPort {
  worker: Worker;
  /** Bound addresses. */
  ips: readonly string[];
}

export interface MediaPortOptions {
  range: PortRange;
  /** Ports of the range that other workers use. */
  taken: Set<number>;
  addressLog: AddressLog;
}

/**
 * The single port of a media worker. It carries UDP and TCP of all its viewers, told apart by the ICE
 * username fragment (mediasoup's WebRtcServer).
 *
 * Addresses are bound one by one, so that answers leave from the address that received the request and no
 * other address is open. The wildcard is bound only if it was requested (0.0.0.0, ::). A bound address that
 * vanishes from the machine stays bound but is not announced. A WebRtcServer cannot add an address, so a new
 * address replaces the server; its viewers lose their transports and get a notice. The wildcard needs no
 * replacement.
 */
export class MediaPort {
  readonly #options: MediaPortOptions;
  #listening: Listening | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #port: number | undefined;

  constructor(options: MediaPortOptions) {
    this.#options = options;
  }

  /**
   * Opens the port on `worker` at those addresses that can be bound. Calls run one after the other.
   *
   * @throws MediaError if no port of the range is free or no address can be bound
   */
  open(worker: Worker, ips: readonly string[]): Promise<OpenPort> {
    const opened = this.#last.then(() => this.#open(worker, ips));
    this.#last = opened.catch(() => undefined);
    return opened;
  }

  async #open(worker: Worker, ips: readonly string[]): Promise<OpenPort> {
    const current = this.#listening;
    if (current !== undefined && current.worker === worker && !current.server.closed) {
      const missing = ips.filter((ip) => !current.reaches(ip));
      const bindable = await this.#bindable(worker, missing, current.port);
      if (bindable.length === 0) return current;
      current.server.close();
      // Addresses that are gone may come back.
      return this.#listen(worker, [...new Set([...ips, ...current.ips])]);
    }
    return this.#listen(worker, ips);
  }

  async #listen(worker: Worker, ips: readonly string[]): Promise<OpenPort> {
    const { range, taken } = this.#options;
    this.#listening = undefined;
    if (this.#port !== undefined) taken.delete(this.#port);
    const order = [...new Set([...(this.#port === undefined ? [] : [this.#port]), ...usablePorts(range)])];
    let failure: unknown;
    for (const port of order.filter((candidate) => !taken.has(candidate))) {
      try {
        this.#listening = await this.#listenAt(worker, ips, port);
        this.#port = port;
        taken.add(port);
        return this.#listening;
      } catch (error) {
        if (worker.closed) throw error;
        failure = error;
        if (!isInUse(error)) break;
      }
    }
    throw portError(range, ips, failure);
  }

  /**
   * Fails if the port is in use at one address. Addresses that cannot be bound for other reasons are left
   * out.
   */
  async #listenAt(worker: Worker, ips: readonly string[], port: number): Promise<Listening> {
    try {
      return await listening(worker, ips, port);
    } catch (error) {
      if (isInUse(error) || ips.length === 1 || worker.closed) throw error;
      const bindable = await this.#bindable(worker, ips, port);
      if (bindable.length === 0) throw error;
      return listening(worker, bindable, port);
    }
  }

  async #bindable(worker: Worker, ips: readonly string[], port: number): Promise<string[]> {
    const bindable: string[] = [];
    for (const ip of ips) {
      try {
        const { server } = await listening(worker, [ip], port);
        server.close();
        bindable.push(ip);
      } catch (error) {
        if (worker.closed) throw error;
        this.#options.addressLog.unusable(ip, error);
      }
    }
    this.#options.addressLog.usable(bindable);
    return bindable;
  }
}

async function listening(worker: Worker, ips: readonly string[], port: number): Promise<Listening> {
  const server = await worker.createWebRtcServer({ listenInfos: ips.flatMap((ip) => listenInfos(ip, port)) });
  const families = new Set(ips.filter(isWildcard).map(isIPv6));
  return { worker, server, port, ips, reaches: (ip) => ips.includes(ip) || families.has(isIPv6(ip)) };
}

/** UDP, and TCP for networks that drop UDP. */
function listenInfos(ip: string, port: number): TransportListenInfo[] {
  // The IPv4 wildcard is bound separately, so the IPv6 one must not cover it.
  const flags = { ipv6Only: isIPv6(ip) };
  return [
    { protocol: 'udp', ip, port, flags },
    { protocol: 'tcp', ip, port, flags },
  ];
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && error.message.includes('address already in use');
}

function portError({ first, last }: PortRange, ips: readonly string[], cause: unknown): MediaError {
  const ports = first === last ? `port ${first}` : `no port from ${first} to ${last}`;
  if (cause === undefined || isInUse(cause)) {
    const is = first === last ? 'is in use' : 'is free';
    return new MediaError(
      `--media-port: ${ports} (UDP and TCP) of ${ips.join(', ')} ${is}. End the other program, or choose another: --media-port ${last + 1}`,
      { cause },
    );
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MediaError(
    `--media-port: media cannot be served at ${ips.join(', ')}, ${ports} (${reason}). Give an address of this machine: --host 0.0.0.0, and a port over 1023: --media-port 40000`,
    { cause },
  );
}
