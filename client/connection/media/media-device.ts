import { Device, detectDevice, type types } from 'mediasoup-client';
import { z } from 'zod';
import type { MediaCall } from '../room-connection.ts';
import type { MissingMedia } from '../state/media-machine.ts';

/** Properties of a browser's global object that receiving a view needs. */
export interface MediaGlobals {
  readonly RTCPeerConnection?: new () => { close(): void };
  readonly RTCRtpReceiver?: {
    getCapabilities?(kind: 'video'): { codecs: readonly { mimeType: string }[] } | null;
  };
}

/**
 * The feature that this browser lacks for receiving a view; undefined if none is known to be missing.
 * Settings, policies and extensions can remove the constructor or make it throw.
 */
export function missingMedia(globals: MediaGlobals): MissingMedia | undefined {
  if (typeof globals.RTCPeerConnection !== 'function') return 'webrtc';
  try {
    new globals.RTCPeerConnection().close();
  } catch {
    return 'blocked';
  }
  const codecs = globals.RTCRtpReceiver?.getCapabilities?.('video')?.codecs;
  if (codecs === undefined) return undefined;
  return codecs.some(({ mimeType }) => mimeType.toLowerCase() === 'video/vp8') ? undefined : 'vp8';
}

const capabilitiesSchema = z
  .custom<object>((value) => typeof value === 'object' && value !== null, 'must be an object')
  .transform((value) => value as types.RtpCapabilities);

/**
 * The mediasoup-client device of this browser, loaded with the codecs that it shares with the server. A
 * browser unknown to mediasoup-client is treated as one that follows the standard.
 * @throws Error if the server does not answer
 */
export async function openDevice(request: (call: MediaCall) => Promise<unknown>): Promise<Device> {
  const device = await Device.factory({ handlerName: detectDevice() ?? 'Chrome111' });
  const routerRtpCapabilities = capabilitiesSchema.parse(await request({ method: 'capabilities' }));
  await device.load({ routerRtpCapabilities });
  return device;
}
