import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { observeSize } from '../browser/browser-features.ts';
import { belongsToPage } from '../input/keyboard.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { put } from '../ui/put.ts';
import type { FrameSource } from '../video/stream-frames.ts';
import { neighbour, type WallLayout, wallLayout } from './wall-layout.ts';
import { Tile, type WallTile } from './wall-tile.tsx';

/** Pixels between tiles. */
const gap = 8;

/** The grid of the wall. */
interface Grid extends Pick<WallLayout, 'columns' | 'width'> {
  /** Width by height of every view. */
  readonly aspect: number;
}

/** All views at once, in a grid that fits the window; each tile is a button that enlarges its view. */
export class ViewWall {
  readonly #shown = signal(false);
  readonly #tiles = signal<readonly WallTile[]>([]);
  /** The stream of each tile. */
  readonly #sources = new Map<string, Signal<FrameSource | undefined>>();
  readonly #grid = signal<Grid>({ columns: 1, width: 0, aspect: 16 / 9 });
  readonly #view: Mounted;
  readonly #stopObserving: () => void;
  readonly #listening = new AbortController();

  constructor(choose: (view: string) => void) {
    this.#view = new Mounted(
      <Wall
        shown={this.#shown}
        tiles={this.#tiles}
        grid={this.#grid}
        sourceOf={(view) => this.#sourceOf(view)}
        choose={choose}
      />,
    );
    this.#stopObserving = observeSize(this.root, () => this.#layOut());
    window.addEventListener('keydown', (event) => this.#key(event), { signal: this.#listening.signal });
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  set shown(shown: boolean) {
    this.#shown.value = shown;
  }

  /** Width by height of every view. */
  set aspect(aspect: number) {
    this.#grid.value = { ...this.#grid.value, aspect };
    this.#layOut();
  }

  /** Shows these tiles in this order; existing ones keep their picture and the focus. */
  update(tiles: readonly WallTile[]): void {
    const views = new Set(tiles.map(({ view }) => view));
    for (const view of this.#sources.keys()) if (!views.has(view)) this.#sources.delete(view);
    for (const view of views) if (!this.#sources.has(view)) this.#sources.set(view, signal(undefined));
    put(this.#tiles, tiles);
    this.#layOut();
  }

  /** Sets the stream of a tile; without one it waits. */
  show(view: string, source: FrameSource | undefined): void {
    const place = this.#sources.get(view);
    if (place) place.value = source;
  }

  close(): void {
    this.#listening.abort();
    this.#stopObserving();
    this.#view.close();
  }

  #sourceOf(view: string): Signal<FrameSource | undefined> {
    return this.#sources.get(view) ?? signal(undefined);
  }

  #layOut(): void {
    const box = this.root.getBoundingClientRect();
    const count = this.#tiles.value.length;
    if (box.width === 0 || count === 0) return;
    const style = getComputedStyle(this.root);
    const width = box.width - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
    const height = box.height - Number.parseFloat(style.paddingTop) - Number.parseFloat(style.paddingBottom);
    const { aspect } = this.#grid.value;
    const layout = wallLayout(count, { width, height }, aspect, gap);
    put(this.#grid, { columns: layout.columns, width: layout.width, aspect });
  }

  #key(event: KeyboardEvent): void {
    if (!this.#shown.value || event.ctrlKey || event.altKey || event.metaKey || belongsToPage(event)) return;
    const tiles = [...this.root.querySelectorAll<HTMLButtonElement>('.tile')];
    const focused = tiles.findIndex((tile) => tile.matches(':focus'));
    const to = neighbour(event.code, Math.max(0, focused), this.#grid.value.columns, tiles.length);
    if (to === undefined) return;
    event.preventDefault();
    tiles[focused < 0 ? 0 : to]?.focus();
  }
}

interface WallProps {
  shown: ReadonlySignal<boolean>;
  tiles: ReadonlySignal<readonly WallTile[]>;
  grid: ReadonlySignal<Grid>;
  sourceOf(view: string): ReadonlySignal<FrameSource | undefined>;
  choose(view: string): void;
}

function Wall({ shown, tiles, grid, sourceOf, choose }: WallProps): JSX.Element {
  const { columns, width, aspect } = grid.value;
  return (
    <section class="wall" aria-label={texts.watching.wall} data-testid="wall" hidden={!shown.value}>
      <div
        class="wall-grid"
        style={{
          '--columns': columns,
          '--tile-width': `${Math.floor(width)}px`,
          '--gap': `${gap}px`,
          '--tile-aspect': aspect,
        }}
      >
        {tiles.value.map((tile) => (
          <Tile {...tile} source={sourceOf(tile.view)} choose={choose} key={tile.view} />
        ))}
      </div>
    </section>
  );
}
