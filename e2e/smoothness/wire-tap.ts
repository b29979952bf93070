/** Something that happened in a page whose stream is recorded; `at` is on performance.now's clock. */
export type Tapped =
  | { kind: 'received' | 'sent' | 'depth'; at: number; bytes: Uint8Array }
  | { kind: 'key'; at: number; code: string; down: boolean }
  | {
      kind: 'frame';
      at: number;
      bytes: Uint8Array;
      rtpTimestamp: number;
      displayedAt: number;
      format: string;
      width: number;
      height: number;
    };

/** What a page did and was told, for a recording. */
export interface WireTap {
  readonly events: Tapped[];
  /** Whether frames and depth maps are kept; messages always are, because the room's state is made of all of them. */
  keepsFrames: boolean;
}

declare global {
  interface Window {
    wireTap?: WireTap;
  }
}

/**
 * Records what a page receives and sends, its keys and its frames as they were decoded. Runs in the page before its own code,
 * so it uses nothing from outside itself. Compensation of walking is on, so that depth maps come, but nothing is drawn: a
 * software renderer would make the page late.
 */
export function installWireTap(): void {
  const events: Tapped[] = [];
  const tap: WireTap = { events, keepsFrames: false };
  window.wireTap = tap;
  const key = 'worldroom.preferences';
  const preferences: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
  localStorage.setItem(key, JSON.stringify(Object.assign({}, preferences, { walkingCompensation: true })));
  WebGL2RenderingContext.prototype.drawElements = () => undefined;
  WebGL2RenderingContext.prototype.drawArrays = () => undefined;

  const bytesOf = (data: unknown) => {
    if (data instanceof ArrayBuffer) return new Uint8Array(data.slice(0));
    if (ArrayBuffer.isView(data))
      return new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
    return undefined;
  };
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => {
        const bytes = bytesOf(data);
        if (bytes) events.push({ kind: 'received', at: performance.now(), bytes });
      });
    }
    override send(data: string | BufferSource | Blob): void {
      const bytes = bytesOf(data);
      if (bytes) events.push({ kind: 'sent', at: performance.now(), bytes });
      super.send(data);
    }
  };
  const { createDataChannel } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.createDataChannel = function (label, options) {
    const channel = createDataChannel.call(this, label, options);
    channel.addEventListener('message', ({ data }) => {
      const bytes = tap.keepsFrames ? bytesOf(data) : undefined;
      if (bytes) events.push({ kind: 'depth', at: performance.now(), bytes });
    });
    return channel;
  };
  for (const type of ['keydown', 'keyup'] as const) {
    window.addEventListener(
      type,
      ({ code, repeat, timeStamp }) => {
        if (!repeat) events.push({ kind: 'key', at: timeStamp, code, down: type === 'keydown' });
      },
      { capture: true },
    );
  }

  const take = async (video: HTMLVideoElement, displayedAt: number) => {
    const at = performance.now();
    const frame = new VideoFrame(video);
    // Newer than TypeScript's type of the method's result.
    const { rtpTimestamp }: { rtpTimestamp?: number } = (
      frame as VideoFrame & { metadata(): object }
    ).metadata();
    const { codedWidth: width, codedHeight: height, format } = frame;
    const bytes = new Uint8Array(frame.allocationSize());
    await frame.copyTo(bytes);
    frame.close();
    if (rtpTimestamp === undefined || format === null) return;
    events.push({ kind: 'frame', at, bytes, rtpTimestamp, displayedAt, format, width, height });
  };
  let followed: HTMLVideoElement | undefined;
  setInterval(() => {
    const video = document.querySelector<HTMLVideoElement>('video[data-testid="view"]');
    if (!video || video === followed) return;
    followed = video;
    const next: VideoFrameRequestCallback = (_now, { expectedDisplayTime }) => {
      if (video !== followed || video.srcObject === null) return;
      video.requestVideoFrameCallback(next);
      if (tap.keepsFrames) void take(video, expectedDisplayTime);
    };
    video.requestVideoFrameCallback(next);
  }, 50);
}
