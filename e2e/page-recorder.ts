import type { FrameMark } from '../shared/media.ts';

/** A frame that a page displayed. */
export interface RecordedFrame {
  /** Session id of the player whose view it is. */
  view: string;
  /** Its frame mark; undefined until that arrived. */
  mark: FrameMark | undefined;
  width: number;
  height: number;
  /** RGBA. */
  pixels: Uint8ClampedArray;
}

/** Data of a page for tests, besides its page probe (client/page-probe.ts). */
export interface PageRecorder {
  /** All RTCPeerConnections that the page created. */
  readonly connections: RTCPeerConnection[];
  readonly sockets: WebSocket[];
  /** The newest frames of the displayed view, by RTP timestamp, oldest first. */
  readonly frames: Map<number, RecordedFrame>;
  /** Every `data-state` of the page's root since it was loaded, in order. */
  readonly states: string[];
  /** Milliseconds from the start of the page's loading to its first frame. */
  firstFrameAt: number | undefined;
}

declare global {
  interface Window {
    recorder?: PageRecorder;
  }
}

/**
 * Runs in a page before its own code, so it cannot use anything from outside itself. Pixels are read from the
 * frame with the RTP timestamp under which they are stored, not from what the video shows later.
 */
export function installRecorder(): void {
  const capacity = 64;
  const connections: RTCPeerConnection[] = [];
  const sockets: WebSocket[] = [];
  const frames = new Map<number, RecordedFrame>();
  const states: string[] = [];
  const recorder: PageRecorder = { connections, sockets, frames, states, firstFrameAt: undefined };
  window.recorder = recorder;

  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target instanceof HTMLElement && target.matches('main')) states.push(target.dataset.state ?? '');
    }
  }).observe(document, { subtree: true, attributeFilter: ['data-state'] });

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  };

  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const record = (video: HTMLVideoElement, view: string) => {
    const frame = new VideoFrame(video);
    // Newer than TypeScript's type of the method's result.
    const { rtpTimestamp }: { rtpTimestamp?: number } = (
      frame as VideoFrame & { metadata(): object }
    ).metadata();
    if (rtpTimestamp !== undefined && context && !frames.has(rtpTimestamp)) {
      const { displayWidth: width, displayHeight: height } = frame;
      canvas.width = width;
      canvas.height = height;
      context.drawImage(frame, 0, 0);
      const pixels = context.getImageData(0, 0, width, height).data;
      frames.set(rtpTimestamp, { view, mark: undefined, width, height, pixels });
      recorder.firstFrameAt ??= performance.now();
    }
    frame.close();
    for (const oldest of frames.keys()) if (frames.size > capacity) frames.delete(oldest);
  };

  let followed: HTMLVideoElement | undefined;
  setInterval(() => {
    const video = document.querySelector<HTMLVideoElement>('video[data-testid="view"]');
    const view = window.worldroom?.view;
    if (video && view !== undefined && video !== followed) {
      followed = video;
      frames.clear();
      const next = () => {
        if (video !== followed || video.srcObject === null) return;
        video.requestVideoFrameCallback(next);
        record(video, view);
      };
      next();
    }
    const mark = window.worldroom?.lastMark();
    const marked = mark && frames.get(mark.rtpTimestamp);
    if (marked && marked.view === mark.view) marked.mark ??= mark;
  }, 5);
}
