import type { PipeTransport, Router, TransportListenInfo } from 'mediasoup/types';
import { canonicalAddress, isAddress } from '../http/authority.ts';
import type { PortRange } from '../streaming/network/port-range.ts';
import type { PipeEnd } from './edge-messages.ts';

/** Where one side of pipes listens. */
export interface PipeAddress {
  /** The address at which the other side reaches this one, where that is another than the local one. */
  announced: string | undefined;
  /** UDP ports; from mediasoup's range when left out. */
  ports: PortRange | undefined;
}

/**
 * Opens one end of a pipe between two routers: RTP with retransmissions (RFC 4588) over SRTP with keys that the signalling
 * carries, and messages over SCTP.
 *
 * @param local This side's address of the connection over which origin and edge talk.
 */
export function openPipe(
  router: Router,
  { announced, ports }: PipeAddress,
  local: string,
): Promise<PipeTransport> {
  const listenInfo: TransportListenInfo = {
    protocol: 'udp',
    ...(announced === undefined
      ? { ip: canonicalAddress(local) }
      : { ip: '0.0.0.0', announcedAddress: announced }),
    ...(ports && { portRange: { min: ports.first, max: ports.last } }),
  };
  return router.createPipeTransport({ listenInfo, enableRtx: true, enableSrtp: true, enableSctp: true });
}

/** What the other side has to know of an end. */
export function endOf({ tuple, srtpParameters }: PipeTransport): PipeEnd {
  if (srtpParameters === undefined) throw new Error('the pipe has no SRTP keys');
  return { ip: tuple.localAddress, port: tuple.localPort, srtp: srtpParameters };
}

/** Connects an opened end to the other one. */
export function connectPipe(transport: PipeTransport, { ip, port, srtp }: PipeEnd): Promise<void> {
  if (!isAddress(ip)) throw new RangeError(`${ip} is no address`);
  return transport.connect({ ip, port, srtpParameters: srtp });
}
