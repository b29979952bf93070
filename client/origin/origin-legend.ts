import { type OriginKind, originKinds } from '../../shared/origin-map.ts';
import { element } from '../dom/element.ts';
import { formats, texts } from '../texts.ts';
import { drawTint, type OriginShares } from './tint-pixels.ts';

/** Kinds that are tinted, in the order of the legend. */
const kinds = ['remembered', 'dreamt', 'unsure'] as const satisfies readonly OriginKind[];
/** Cells of a swatch. */
const swatch = { columns: 6, rows: 4 } as const;

/** What the tint of each kind looks like and means, and how much of the picture is of it. */
export class OriginLegend {
  readonly root: HTMLElement;
  readonly #shares: Readonly<Record<(typeof kinds)[number], HTMLElement>>;
  readonly #waiting = element('p', { class: 'quiet-text' }, texts.origins.waiting);

  constructor() {
    const { heading, names, meanings } = texts.origins;
    const share = (kind: OriginKind) =>
      element('span', { class: 'origin-share', 'data-testid': `origin-${kind}` });
    this.#shares = { remembered: share('remembered'), dreamt: share('dreamt'), unsure: share('unsure') };
    this.root = element(
      'section',
      {
        class: 'panel origin-legend',
        'aria-labelledby': 'origin-heading',
        'data-testid': 'origin-legend',
        hidden: true,
      },
      element('h2', { id: 'origin-heading' }, heading),
      element(
        'ul',
        {},
        ...kinds.map((kind) =>
          element(
            'li',
            {},
            swatchOf(kind),
            element('span', {}, names[kind], element('small', {}, meanings[kind])),
            this.#shares[kind],
          ),
        ),
      ),
      this.#waiting,
    );
  }

  /** Undefined while no map of the displayed picture is there. */
  set shares(shares: OriginShares | undefined) {
    this.#waiting.hidden = shares !== undefined;
    for (const kind of kinds) {
      const text = shares === undefined ? '' : formats.percent(shares[kind]);
      if (this.#shares[kind].textContent !== text) this.#shares[kind].textContent = text;
    }
  }
}

function swatchOf(kind: OriginKind): HTMLElement {
  const canvas = element('canvas', { class: 'origin-swatch', 'aria-hidden': 'true' });
  const cells = new Uint8Array(swatch.columns * swatch.rows).fill(originKinds.indexOf(kind));
  drawTint(canvas, cells, swatch.columns);
  return canvas;
}
