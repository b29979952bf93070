import type { FrameTimes } from '../../shared/media.ts';
import { LatencyWindow, type Quantiles } from './latency-window.ts';

/** The stages of a frame's way, one after the other without gaps: together they are its latency. */
export const latencyStages = ['input', 'tick', 'generation', 'encode', 'network', 'display'] as const;
export type LatencyStage = (typeof latencyStages)[number];

/** A frame's times on the page; milliseconds on performance.now's clock. */
export interface SeenTimes {
  /** The newest input that the frame is the first to show was sampled; undefined when it shows none. */
  sampledAt: number | undefined;
  /** Its last packet came; undefined where the browser does not tell. */
  receivedAt: number | undefined;
  /** It is on the screen. */
  displayedAt: number;
}

/**
 * Where the time goes between the devices and the screen: `input` until the room's tick took the
 * sample, `tick` until its drawing began, `generation` until it was drawn, `encode` until it was handed
 * to the media worker, `network` until its last packet came, `display` until it is on the screen
 * (jitter buffer, decoding, waiting for the screen). Milliseconds, over the newest frames.
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
   * A frame is on the screen. `times` are the server's, `offset` is how far the server's clock is ahead
   * of the page's; without it, what crosses from one clock to the other is left out.
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

  /** All of them. */
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
