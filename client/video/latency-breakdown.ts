import type { FrameTimes } from '../../shared/media.ts';
import { LatencyWindow, type Quantiles } from './latency-window.ts';

/** The consecutive stages of a frame's pipeline; their sum is its latency. */
export const latencyStages = ['input', 'tick', 'generation', 'encode', 'network', 'display'] as const;
export type LatencyStage = (typeof latencyStages)[number];

/** A frame's times on the page; milliseconds on performance.now's clock. */
export interface SeenTimes {
  /** When the newest input that the frame is the first to show was sampled; undefined if it shows none. */
  sampledAt: number | undefined;
  /** When its last packet arrived; undefined if the browser does not tell. */
  receivedAt: number | undefined;
  /** When it is displayed. */
  displayedAt: number;
}

/**
 * Latency of each stage between the devices and the screen. `input` lasts until the room's tick took the
 * sample, `tick` until drawing began, `generation` until the view was drawn, `encode` until it was handed to
 * the media worker, `network` until its last packet arrived, `display` until it is displayed (jitter buffer,
 * decoding, waiting for the display). Milliseconds, over the newest frames.
 */
export class LatencyBreakdown {
  readonly #windows: Record<LatencyStage, LatencyWindow> = {
    input: new LatencyWindow(),
    tick: new LatencyWindow(),
    generation: new LatencyWindow(),
    encode: new LatencyWindow(),
    network: new LatencyWindow(),
    display: new LatencyWindow(),
  };

  /**
   * A frame is displayed. `times` are on the server's clock, which is ahead of the page's by `offset`.
   * Without an offset, stages that span both clocks are omitted.
   */
  frame(times: FrameTimes, offset: number | undefined, seen: SeenTimes): void {
    const { input, tick, generation, encode, network, display } = this.#windows;
    tick.add(times.drawing - times.merged);
    generation.add(times.drawn - times.drawing);
    encode.add(times.sent - times.drawn);
    if (seen.receivedAt !== undefined) display.add(seen.displayedAt - seen.receivedAt);
    if (offset === undefined) return;
    if (seen.sampledAt !== undefined) input.add(times.merged - offset - seen.sampledAt);
    if (seen.receivedAt !== undefined) network.add(seen.receivedAt - (times.sent - offset));
  }

  quantiles(stage: LatencyStage): Quantiles {
    return this.#windows[stage].quantiles;
  }

  /** Quantiles of all stages. */
  get stages(): Record<LatencyStage, Quantiles> {
    const { input, tick, generation, encode, network, display } = this.#windows;
    return {
      input: input.quantiles,
      tick: tick.quantiles,
      generation: generation.quantiles,
      encode: encode.quantiles,
      network: network.quantiles,
      display: display.quantiles,
    };
  }
}
