import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type OriginKind, originKinds } from '../../shared/origin-map.ts';
import { formats, texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { drawTint, type OriginShares } from './tint-pixels.ts';

/** Kinds that are tinted, in the order of the legend. */
const kinds = ['remembered', 'dreamt', 'unsure'] as const satisfies readonly OriginKind[];
/** Cells of a swatch. */
const swatch = { columns: 6, rows: 4 } as const;

/** What the tint of each kind looks like and means, and how much of the picture is of it. */
export class OriginLegend {
  readonly #open = signal(false);
  readonly #shares = signal<OriginShares | undefined>(undefined);
  readonly #view = new Mounted(<Legend open={this.#open} shares={this.#shares} />);

  get root(): HTMLElement {
    return this.#view.root;
  }

  set open(open: boolean) {
    this.#open.value = open;
  }

  /** Undefined while no map of the displayed picture is there. */
  set shares(shares: OriginShares | undefined) {
    this.#shares.value = shares;
  }
}

interface LegendProps {
  open: ReadonlySignal<boolean>;
  shares: ReadonlySignal<OriginShares | undefined>;
}

function Legend({ open, shares: { value: shares } }: LegendProps): JSX.Element {
  const { heading, names, meanings, waiting } = texts.origins;
  return (
    <section
      class="panel origin-legend"
      aria-labelledby="origin-heading"
      data-testid="origin-legend"
      hidden={!open.value}
    >
      <h2 id="origin-heading">{heading}</h2>
      <ul>
        {kinds.map((kind) => (
          <li key={kind}>
            <Swatch kind={kind} />
            <span>
              {names[kind]}
              <small>{meanings[kind]}</small>
            </span>
            <span class="origin-share" data-testid={`origin-${kind}`}>
              {shares && formats.percent(shares[kind])}
            </span>
          </li>
        ))}
      </ul>
      <p class="quiet-text" hidden={shares !== undefined}>
        {waiting}
      </p>
    </section>
  );
}

function Swatch({ kind }: { kind: OriginKind }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const cells = new Uint8Array(swatch.columns * swatch.rows).fill(originKinds.indexOf(kind));
    if (canvas.current !== null) drawTint(canvas.current, cells, swatch.columns);
  }, [kind]);
  return <canvas class="origin-swatch" aria-hidden="true" ref={canvas} />;
}
