import type { FrameMark } from '../../shared/media.ts';
import { LatencyWindow } from './latency-window.ts';

/** A displayed frame and its mark from the server. */
export interface DisplayedFrame {
  mark: FrameMark;
  /** When the frame is displayed; milliseconds on the page's clock (performance.now). */
  displayedAt: number;
  /** When its last packet arrived, on the same clock; undefined if the browser does not tell. */
  receivedAt: number | undefined;
  /** When the newest input that this frame is the first to show was sampled, on the same clock. */
  sampledAt: number | undefined;
}

interface UnmarkedFrame {
  displayedAt: number;
  receivedAt: number | undefined;
}

interface SentInput {
  sampledAt: number;
  changedAt: number | undefined;
}

/** Marks, frames and inputs that wait for their counterpart: about two seconds at the fastest rate. */
const capacity = 128;

/**
 * Ties displayed frames to the frame marks of the server, by view and RTP timestamp (RFC 3550, section 5.1),
 * and both to the inputs that the page sent. Marks come over the WebSocket and frames over RTP, so either may
 * arrive first. Times are milliseconds on one clock.
 */
export class FrameClock {
  /** From sampling the devices to displaying a frame that reflects the sample. */
  readonly latency = new LatencyWindow();
  /** The same from the device event; only for samples in which a device changed. */
  readonly inputToPhoton = new LatencyWindow();
  readonly #marks = new Map<string, FrameMark>();
  readonly #frames = new Map<string, UnmarkedFrame>();
  readonly #sent = new Map<number, SentInput>();
  #displayed: DisplayedFrame | undefined;

  /** The newest displayed frame whose mark is known. */
  get displayed(): DisplayedFrame | undefined {
    return this.#displayed;
  }

  /** An input was sent; `changedAt` is the first device event that it reflects. */
  sent(sequence: number, sampledAt: number, changedAt: number | undefined): void {
    remember(this.#sent, sequence, { sampledAt, changedAt });
  }

  /** A mark arrived. Returns its frame if that is already displayed. */
  mark(mark: FrameMark): DisplayedFrame | undefined {
    const key = keyOf(mark.view, mark.rtpTimestamp);
    const frame = this.#frames.get(key);
    if (frame === undefined) {
      remember(this.#marks, key, mark);
      return undefined;
    }
    this.#frames.delete(key);
    return this.#match(mark, frame);
  }

  /** A frame of `view` is displayed. Returns it with its mark if that has already arrived. */
  frame(
    view: string,
    rtpTimestamp: number,
    displayedAt: number,
    receivedAt?: number,
  ): DisplayedFrame | undefined {
    const key = keyOf(view, rtpTimestamp);
    const mark = this.#marks.get(key);
    if (!mark) {
      remember(this.#frames, key, { displayedAt, receivedAt });
      return undefined;
    }
    this.#marks.delete(key);
    return this.#match(mark, { displayedAt, receivedAt });
  }

  /** Forgets everything, because inputs are numbered anew on another connection. */
  reset(): void {
    this.#marks.clear();
    this.#frames.clear();
    this.#sent.clear();
    this.latency.clear();
    this.inputToPhoton.clear();
    this.#displayed = undefined;
  }

  #match(mark: FrameMark, { displayedAt, receivedAt }: UnmarkedFrame): DisplayedFrame {
    const newest = this.#sent.get(mark.acknowledged);
    const displayed = { mark, displayedAt, receivedAt, sampledAt: newest?.sampledAt };
    if (!this.#displayed || displayedAt >= this.#displayed.displayedAt) this.#displayed = displayed;
    if (newest) {
      this.latency.add(displayedAt - newest.sampledAt);
      // A tick may merge several inputs: the oldest change among them waited longest.
      let changedAt: number | undefined;
      for (const [sequence, input] of this.#sent) {
        if (sequence > mark.acknowledged) continue;
        changedAt ??= input.changedAt;
        this.#sent.delete(sequence);
      }
      if (changedAt !== undefined) this.inputToPhoton.add(displayedAt - changedAt);
    }
    return displayed;
  }
}

function keyOf(view: string, rtpTimestamp: number): string {
  return `${view}/${rtpTimestamp >>> 0}`;
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.set(key, value);
  if (map.size > capacity) {
    const [oldest] = map.keys();
    map.delete(oldest);
  }
}
