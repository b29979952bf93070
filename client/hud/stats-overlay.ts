import type { PictureLimit } from '../../shared/media.ts';
import type { StreamStats } from '../connection/media/stream-meter.ts';
import { element } from '../dom/element.ts';
import { texts } from '../texts.ts';
import { latencyStages } from '../video/latency-breakdown.ts';
import type { Quantiles } from '../video/latency-window.ts';

/** All measurements of a page: the stream, and the frame mark of the displayed frame. */
export interface PageStats extends StreamStats {
  /** The tick that the displayed frame shows. */
  tick: number | undefined;
  /** Size of the frames in pixels. */
  width: number;
  height: number;
  /** Why they are not larger, if the server says so. */
  limited: PictureLimit | undefined;
  /**
   * Mean angle over the last second between the player's direction of view and that of the picture, radians.
   */
  lookError: number | undefined;
}

const rows = [
  'framesPerSecond',
  'latency',
  ...latencyStages,
  'lookError',
  'roundTrip',
  'bitrate',
  'worldTick',
  'resolution',
] as const;
type Row = (typeof rows)[number];

/** Shows the measurements over the picture. */
export class StatsOverlay {
  readonly root: HTMLElement;
  readonly #values: Record<Row, HTMLElement>;

  constructor() {
    const value = (row: Row) => element('dd', { 'data-testid': `stats-${row}` }, texts.stats.unknown);
    this.#values = {
      framesPerSecond: value('framesPerSecond'),
      latency: value('latency'),
      input: value('input'),
      tick: value('tick'),
      generation: value('generation'),
      encode: value('encode'),
      network: value('network'),
      display: value('display'),
      lookError: value('lookError'),
      roundTrip: value('roundTrip'),
      bitrate: value('bitrate'),
      worldTick: value('worldTick'),
      resolution: value('resolution'),
    };
    this.root = element(
      'dl',
      { class: 'panel stats', 'aria-label': texts.stats.label, 'data-testid': 'overlay' },
      ...rows.flatMap((row) => [element('dt', {}, texts.stats[row]), this.#values[row]]),
    );
  }

  update(stats: PageStats): void {
    const { degrees, milliseconds, quantiles, kilobits, perSecond, size, limits, unknown } = texts.stats;
    const optional = (value: number | undefined, format: (value: number) => string) =>
      value === undefined ? unknown : format(value);
    const both = ({ p50, p95 }: Quantiles) =>
      p50 === undefined || p95 === undefined ? unknown : quantiles(p50, p95);
    const { stages } = stats;
    const limit = stats.limited && limits[stats.limited];
    const written: Record<Row, string> = {
      framesPerSecond: perSecond(stats.framesPerSecond),
      latency: both(stats.latency),
      input: both(stages.input),
      tick: both(stages.tick),
      generation: both(stages.generation),
      encode: both(stages.encode),
      network: both(stages.network),
      display: both(stages.display),
      lookError: optional(stats.lookError, degrees),
      roundTrip: optional(stats.roundTrip, milliseconds),
      bitrate: optional(stats.bitrate, kilobits),
      worldTick: optional(stats.tick, String),
      resolution: stats.width > 0 ? size(stats.width, stats.height, limit) : unknown,
    };
    for (const row of rows) this.#values[row].textContent = written[row];
  }
}
