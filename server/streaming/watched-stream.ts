import type { DataProducer, Producer } from 'mediasoup/types';
import type { LineReport } from './loss-control.ts';

/** Maps of a view's frames, as viewers receive them. */
export interface WatchedMaps {
  /** Undefined while the media worker is being replaced. */
  readonly producer: DataProducer | undefined;
  /** Has maps made until the returned function is called. */
  watch(): () => void;
}

/** A view's video as viewers receive it: of a room of this process, or of one that sends it here. */
export interface WatchedStream {
  readonly closed: boolean;
  /** Undefined while the media worker is being replaced. */
  readonly producer: Producer | undefined;
  readonly depth: WatchedMaps;
  readonly origin: WatchedMaps;
  /** Somebody begins to watch, or the view's own player has lost packets. */
  requestKeyframe(): void;
  /** The view's own player says how its line is. */
  lineReported(report: LineReport): void;
  /** A viewer cannot take all frames, until the returned function is called. Left out where others encode the stream. */
  thin?(): () => void;
}

/** What is heard at a view, as viewers receive it. */
export interface HeardStream {
  readonly closed: boolean;
  readonly producer: Producer | undefined;
  /** Registers a listener until the returned function is called. */
  listen(): () => void;
}
