import { type ReadonlySignal, signal } from '@preact/signals';
import { Fragment, type JSX } from 'preact';
import type { PictureLimit } from '../../shared/media.ts';
import type { StreamStats } from '../connection/media/stream-meter.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
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
  readonly #shown = signal(false);
  readonly #stats = signal<PageStats | undefined>(undefined);
  readonly #view = new Mounted(<Stats shown={this.#shown} stats={this.#stats} />);

  get root(): HTMLElement {
    return this.#view.root;
  }

  get shown(): boolean {
    return this.#shown.value;
  }

  set shown(shown: boolean) {
    this.#shown.value = shown;
  }

  update(stats: PageStats): void {
    this.#stats.value = stats;
  }
}

interface StatsProps {
  shown: ReadonlySignal<boolean>;
  stats: ReadonlySignal<PageStats | undefined>;
}

function Stats({ shown, stats }: StatsProps): JSX.Element {
  const words = stats.value && wordsFor(stats.value);
  return (
    <dl class="panel stats" aria-label={texts.stats.label} data-testid="overlay" hidden={!shown.value}>
      {rows.map((row) => (
        <Fragment key={row}>
          <dt>{texts.stats[row]}</dt>
          <dd data-testid={`stats-${row}`}>{words?.[row] ?? texts.stats.unknown}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function wordsFor(stats: PageStats): Record<Row, string> {
  const { degrees, milliseconds, quantiles, kilobits, perSecond, size, limits, unknown } = texts.stats;
  const optional = (value: number | undefined, format: (value: number) => string) =>
    value === undefined ? unknown : format(value);
  const both = ({ p50, p95 }: Quantiles) =>
    p50 === undefined || p95 === undefined ? unknown : quantiles(p50, p95);
  const { stages } = stats;
  const limit = stats.limited && limits[stats.limited];
  return {
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
}
