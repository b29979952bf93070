import { describe, expect, test } from 'vitest';
import { missingMedia } from './media-device.ts';

class Connection {
  static opened = 0;
  constructor() {
    Connection.opened++;
  }
  close() {
    Connection.opened--;
  }
}
const receiver = (...mimeTypes: string[]) => ({
  getCapabilities: () => ({ codecs: mimeTypes.map((mimeType) => ({ mimeType })) }),
});

describe('missing WebRTC features of a browser', () => {
  test('are none with WebRTC and VP8; the probe leaves no connection open', () => {
    const globals = { RTCPeerConnection: Connection, RTCRtpReceiver: receiver('video/H264', 'video/VP8') };
    expect(missingMedia(globals)).toBeUndefined();
    expect(Connection.opened).toBe(0);
  });

  test('are WebRTC without the constructor', () => {
    expect(missingMedia({})).toBe('webrtc');
    expect(missingMedia({ RTCRtpReceiver: receiver('video/VP8') })).toBe('webrtc');
  });

  test('are the permission if the constructor throws', () => {
    const forbidden = class {
      constructor() {
        throw new DOMException('WebRTC is disabled by policy', 'NotAllowedError');
      }
      close() {}
    };
    expect(missingMedia({ RTCPeerConnection: forbidden })).toBe('blocked');
  });

  test('are VP8 if the browser lists codecs without it; mediasoup asks a browser that lists none later', () => {
    expect(missingMedia({ RTCPeerConnection: Connection, RTCRtpReceiver: receiver('video/H264') })).toBe(
      'vp8',
    );
    expect(missingMedia({ RTCPeerConnection: Connection, RTCRtpReceiver: receiver() })).toBe('vp8');
    expect(missingMedia({ RTCPeerConnection: Connection, RTCRtpReceiver: {} })).toBeUndefined();
    expect(missingMedia({ RTCPeerConnection: Connection })).toBeUndefined();
  });
});
