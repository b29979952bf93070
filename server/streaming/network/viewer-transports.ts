import { networkInterfaces } from 'node:os';
import type { IceCandidate, Router, WebRtcTransport } from 'mediasoup/types';
import type { Logger } from 'pino';
import { mostDepthBytes } from '../../../shared/depth-map.ts';
import { MediaError } from '../media-error.ts';
import type { MediaHost } from '../media-host.ts';
import { AddressLog } from './address-log.ts';
import { AnnouncedAddresses } from './announced-addresses.ts';
import { iceCandidates, type MediaSocket } from './ice-candidates.ts';
import { type Interfaces, isWildcard, mediaAddresses } from './media-addresses.ts';
import { MediaPort } from './media-port.ts';
import { type PortRange, usablePorts } from './port-range.ts';

export interface ViewerTransportsOptions {
  /** IP address on which viewers' connections arrive. */
  listenAddress: string;
  /** Further IP addresses and host names that browsers are offered. */
  announcedAddresses?: readonly string[];
  /** Ports for all viewers. Without it, each transport gets random ports from 10000 to 59999. */
  mediaPort?: PortRange;
  /** Returns the machine's interfaces at the time of the call. */
  interfaces?: () => Interfaces;
  /** Resolves an announced host name to IP addresses. */
  resolveName?: (name: string) => Promise<string[]>;
  logger: Logger;
}

/** A transport and the candidates by which a page reaches it. */
export interface OpenedTransport {
  transport: WebRtcTransport;
  iceCandidates: IceCandidate[];
  /** See MediaAddresses. */
  loopbackOnly: boolean;
}

const protocols = ['udp', 'tcp'] as const;
/**
 * Of depth maps. What a thin line cannot take is dropped after about four maps instead of getting old in a queue. Pages send
 * no messages.
 */
const messages = {
  enableSctp: true,
  sctpPerStreamSendQueueLimit: 4 * mostDepthBytes,
  maxSendMessageSize: mostDepthBytes,
  maxReceiveMessageSize: 1_024,
} as const;

/**
 * Opens the WebRTC transports of viewers. It reads the machine's addresses for each transport, because
 * addresses come and go. Addresses that cannot be bound are left out.
 */
export class ViewerTransports {
  readonly #options: ViewerTransportsOptions;
  readonly #announced: AnnouncedAddresses;
  readonly #addressLog: AddressLog;
  readonly #ports = new Map<MediaHost, MediaPort>();
  readonly #taken = new Set<number>();

  constructor(options: ViewerTransportsOptions) {
    this.#options = options;
    const { announcedAddresses: names = [], resolveName, logger } = options;
    this.#announced = new AnnouncedAddresses({ names, logger, resolveName });
    this.#addressLog = new AddressLog(logger);
  }

  /** How many workers can have a port. Infinite if transports have random ports. */
  get portCount(): number {
    const { mediaPort } = this.#options;
    return mediaPort === undefined ? Number.POSITIVE_INFINITY : usablePorts(mediaPort).length;
  }

  /**
   * Opens and closes one transport, so that a wrong address or port fails the start.
   *
   * @throws MediaError with the remedy
   */
  async check(host: MediaHost): Promise<void> {
    try {
      const { transport } = await this.open(host);
      transport.close();
    } catch (error) {
      if (error instanceof MediaError) throw error;
      const { listenAddress } = this.#options;
      throw new MediaError(
        `listenAddress: viewers cannot be served at ${listenAddress}; give 127.0.0.1, 0.0.0.0 or an address of this machine.`,
        { cause: error },
      );
    }
  }

  /** Opens a transport on the router of a running host. */
  async open(host: MediaHost): Promise<OpenedTransport> {
    const { listenAddress, interfaces = networkInterfaces, mediaPort } = this.#options;
    const { ips, loopbackOnly } = mediaAddresses(listenAddress, interfaces());
    this.#addressLog.present(ips);
    if (ips.length === 0) throw new Error('this machine has no address to serve media at');
    const [announced, { transport, sockets }] = await Promise.all([
      this.#announced.resolve(),
      mediaPort === undefined ? this.#openOwn(host, ips) : this.#openShared(host, mediaPort, ips),
    ]);
    return { transport, iceCandidates: iceCandidates(sockets, announced), loopbackOnly };
  }

  /** Random ports for this transport alone, at each address. */
  async #openOwn(host: MediaHost, ips: readonly string[]) {
    const router = routerOf(host);
    const transport = await this.#bind(router, ips);
    return { transport, sockets: transport.iceCandidates satisfies readonly MediaSocket[] };
  }

  async #bind(router: Router, ips: readonly string[]): Promise<WebRtcTransport> {
    try {
      const transport = await listen(router, ips);
      this.#addressLog.usable(ips);
      return transport;
    } catch (error) {
      if (router.closed) throw error;
      const bindable: string[] = [];
      for (const ip of ips) {
        try {
          (await listen(router, [ip])).close();
          bindable.push(ip);
        } catch (reason) {
          if (router.closed) throw reason;
          this.#addressLog.unusable(ip, reason);
        }
      }
      if (bindable.length === 0) throw error;
      return listen(router, bindable);
    }
  }

  /** The worker's one port for all its transports. */
  async #openShared(host: MediaHost, range: PortRange, ips: readonly string[]) {
    const { listenAddress } = this.#options;
    const bound = isWildcard(listenAddress) ? wildcards(listenAddress, ips) : ips;
    const { server, port, reaches } = await this.#portOf(host, range).open(workerOf(host), bound);
    const transport = await routerOf(host).createWebRtcTransport({
      webRtcServer: server,
      ...messages,
    });
    const sockets = ips
      .filter(reaches)
      .flatMap((ip) => protocols.map((protocol): MediaSocket => ({ ip, port, protocol })));
    return { transport, sockets };
  }

  #portOf(host: MediaHost, range: PortRange): MediaPort {
    const known = this.#ports.get(host);
    if (known !== undefined) return known;
    const port = new MediaPort({ range, taken: this.#taken, addressLog: this.#addressLog });
    this.#ports.set(host, port);
    return port;
  }
}

/** The IPv6 wildcard is left out on machines without IPv6. */
function wildcards(listenAddress: string, ips: readonly string[]): string[] {
  return listenAddress === '::' && ips.some((ip) => ip.includes(':')) ? ['0.0.0.0', '::'] : ['0.0.0.0'];
}

function listen(router: Router, ips: readonly string[]): Promise<WebRtcTransport> {
  return router.createWebRtcTransport({
    listenInfos: ips.flatMap((ip) => protocols.map((protocol) => ({ protocol, ip }))),
    enableUdp: true,
    enableTcp: true,
    ...messages,
  });
}

function routerOf({ router }: MediaHost): Router {
  if (router === undefined) throw new Error('the media worker is being restarted');
  return router;
}

function workerOf({ worker }: MediaHost) {
  if (worker === undefined) throw new Error('the media worker is being restarted');
  return worker;
}
