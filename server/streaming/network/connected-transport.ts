import type { WebRtcTransport } from 'mediasoup/types';

/** Calls `act` whenever a transport begins to carry media: with ICE and DTLS done, also after a gap. */
export function whenConnected(
  transport: Pick<WebRtcTransport, 'iceState' | 'dtlsState' | 'on'>,
  act: () => void,
): void {
  const look = () => {
    const isReached = transport.iceState === 'connected' || transport.iceState === 'completed';
    if (isReached && transport.dtlsState === 'connected') act();
  };
  transport.on('icestatechange', look);
  transport.on('dtlsstatechange', look);
}
