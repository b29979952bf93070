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
  test('nothing, where it has WebRTC and VP8; nothing is left open', () => {
    const globals = { RTCPeerConnection: Connection, RTCRtpReceiver: receiver('video/H264', 'video/VP8') };
    expect(missingMedia(globals)).toBeUndefined();
    expect(Connection.opened).toBe(0);
  });

  test('WebRTC, where the constructor is not there', () => {
    expect(missingMedia({})).toBe('webrtc');
    expect(missingMedia({ RTCRtpReceiver: receiver('video/VP8') })).toBe('webrtc');
  });

  test('the permission, where the constructor throws', () => {
    const forbidden = class {
      constructor() {
        throw new DOMException('WebRTC is disabled by policy', 'NotAllowedError');
      }
      close() {}
    };
    expect(missingMedia({ RTCPeerConnection: forbidden })).toBe('blocked');
  });

  test('VP8, where it says so; one that does not tell is asked by mediasoup later', () => {
    expect(missingMedia({ RTCPeerConnection: Connection, RTCRtpReceiver: receiver('video/H264') })).toBe(
      'vp8',
    );
    expect(missingMedia({ RTCPeerConnection: Connection, RTCRtpReceiver: receiver() })).toBe('vp8');
    expect(missingMedia({ RTCPeerConnection: Connection, RTCRtpReceiver: {} })).toBeUndefined();
    expect(missingMedia({ RTCPeerConnection: Connection })).toBeUndefined();
  });
});
