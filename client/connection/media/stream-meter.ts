import type { FrameMark } from '../../../shared/media.ts';
import { type DisplayedFrame, FrameClock } from '../../video/frame-clock.ts';
import { LatencyBreakdown, type LatencyStage } from '../../video/latency-breakdown.ts';
import type { Quantiles } from '../../video/latency-window.ts';
import { RateMeter } from '../../video/rate-meter.ts';
import type { StageFrame } from '../../video/video-stage.ts';
import { ClockOffset } from '../clock-offset.ts';
import type { PingAnswer } from '../room-connection.ts';
import type { ViewStats } from './media-connection.ts';

/** Measurements of the last seconds; undefined if nothing was measured yet. */
export interface StreamStats {
  /** Displayed frames a second. */
  framesPerSecond: number;
  /** Displayed frames since the page was opened. */
  frames: number;
  /** Milliseconds from sampling the devices to displaying the frame that reflects the sample. */
  latency: Quantiles;
  /** Milliseconds from the device event to the displayed frame, for samples in which a device changed. */
  inputToPhoton: Quantiles;
  /** The stages of the latency, in the order of the pipeline. */
  stages: Record<LatencyStage, Quantiles>;
  /** Milliseconds from the page to the room and back. */
  roundTrip: number | undefined;
  /** Received kilobits a second. */
  bitrate: number | undefined;
  framesDropped: number;
  packetsLost: number;
  /** Mean milliseconds a frame waits in the jitter buffer. */
  jitterBuffer: number | undefined;
  /** Milliseconds from opening the page to the first displayed frame. */
  timeToFirstFrame: number | undefined;
}

/** Measures a page's received stream. Times are milliseconds on performance.now's clock. */
export class StreamMeter {
  readonly clock = new FrameClock();
  readonly #offset = new ClockOffset();
  readonly #breakdown = new LatencyBreakdown();
  readonly #openedAt = performance.now();
  readonly #displayed = new RateMeter();
  #frames = 0;
  #firstFrameAt: number | undefined;
  #newestFrameAt: number | undefined;
  #roundTrip: number | undefined;
  #bitrate: number | undefined;
  #totals: { stats: ViewStats; at: number } | undefined;

  /** When the newest frame came; undefined before the first. */
  get newestFrameAt(): number | undefined {
    return this.#newestFrameAt;
  }

  /** A frame is displayed. Returns it with its mark if that has already arrived. */
  frame(frame: StageFrame): DisplayedFrame | undefined {
    const now = performance.now();
    this.#frames++;
    this.#firstFrameAt ??= frame.displayedAt;
    this.#newestFrameAt = now;
    this.#displayed.add(now);
    if (frame.rtpTimestamp === undefined) return undefined;
    const { view, rtpTimestamp, displayedAt, receivedAt } = frame;
    return this.#measured(this.clock.frame(view, rtpTimestamp, displayedAt, receivedAt));
  }

  /** A mark arrived. Returns its frame if that is already displayed. */
  mark(mark: FrameMark): DisplayedFrame | undefined {
    return this.#measured(this.clock.mark(mark));
  }

  /** The answer to a ping came. */
  answered({ sentAt, receivedAt, serverTime }: PingAnswer): void {
    this.#roundTrip = receivedAt - sentAt;
    this.#offset.answered(sentAt, receivedAt, serverTime);
  }

  /** Takes the totals of the displayed view, about once a second. */
  totals(stats: ViewStats | undefined): void {
    const at = performance.now();
    const former = this.#totals;
    this.#totals = stats && { stats, at };
    // Smaller totals belong to another view.
    if (!stats || !former || stats.bytes < former.stats.bytes) return;
    this.#bitrate = ((stats.bytes - former.stats.bytes) * 8) / (at - former.at);
  }

  stats(): StreamStats {
    const { latency, inputToPhoton } = this.clock;
    return {
      framesPerSecond: this.#displayed.rate(performance.now()),
      frames: this.#frames,
      latency: latency.quantiles,
      inputToPhoton: inputToPhoton.quantiles,
      stages: this.#breakdown.stages,
      roundTrip: this.#roundTrip,
      bitrate: this.#bitrate,
      framesDropped: this.#totals?.stats.framesDropped ?? 0,
      packetsLost: this.#totals?.stats.packetsLost ?? 0,
      jitterBuffer: this.#totals?.stats.jitterBuffer,
      timeToFirstFrame: this.#firstFrameAt === undefined ? undefined : this.#firstFrameAt - this.#openedAt,
    };
  }

  #measured(displayed: DisplayedFrame | undefined): DisplayedFrame | undefined {
    if (displayed) this.#breakdown.frame(displayed.mark.times, this.#offset.offset, displayed);
    return displayed;
  }
}
