import type { FrameMark } from '../../shared/media.ts';
import { LatencyWindow } from './latency-window.ts';

/** A displayed frame and its mark from the server. */
export interface DisplayedFrame {
  mark: FrameMark;
  /** Milliseconds on the page's clock (performance.now) at which the frame is on the screen. */
  displayedAt: number;
  /** The same clock: its last packet came; undefined where the browser does not tell. */
  receivedAt: number | undefined;
  /** The same clock: the newest input that this frame is the first to show was sampled. */
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

/** Marks, frames and inputs waiting for their counterpart; about two seconds at the fastest rate. */
const capacity = 128;

/**
 * Ties the frames that the browser shows to the marks that the server sends, by view and RTP
 * timestamp (RFC 3550, section 5.1), and both to the inputs that the page sent. Marks travel on the
 * WebSocket and frames over RTP, so either may come first. Times are milliseconds on one clock.
 */
export class FrameClock {
  /** From sampling the devices until a frame that reflects the sample is on the screen. */
  readonly latency = new LatencyWindow();
  /** The same, from the device event itself; only of samples in which a device changed. */
  readonly inputToPhoton = new LatencyWindow();
  readonly #marks = new Map<string, FrameMark>();
  readonly #frames = new Map<string, UnmarkedFrame>();
  readonly #sent = new Map<number, SentInput>();
  #displayed: DisplayedFrame | undefined;

  /** The newest frame on the screen whose mark is known. */
  get displayed(): DisplayedFrame | undefined {
    return this.#displayed;
  }

  /** An input left the page; `changedAt` is the first device event that it shows. */
  sent(sequence: number, sampledAt: number, changedAt: number | undefined): void {
    remember(this.#sent, sequence, { sampledAt, changedAt });
  }

  /** A mark arrived. Gives the frame when that is on the screen already. */
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

  /** A frame of `view` is on the screen. Gives it with its mark when that has arrived already. */
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

  /** Forgets everything: another connection, another numbering of inputs. */
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
