import { observeSize } from '../browser/browser-features.ts';
import { button, element } from '../dom/element.ts';
import { belongsToPage } from '../input/keyboard.ts';
import { personName } from '../people/person-name.ts';
import { playerCssColour } from '../people/player-colour.ts';
import { texts } from '../texts.ts';
import { type FrameSource, followFrames } from '../video/stream-frames.ts';
import { neighbour, wallLayout } from './wall-layout.ts';

/** Contents of a tile, apart from its picture. */
export interface WallTile {
  view: string;
  name: string;
  /** Index into playerColours; undefined for a view that is no player's. */
  colour: number | undefined;
  /** Whether it is the host's. */
  host: boolean;
  /** True if the director shows this view now. */
  onAir: boolean;
}

interface Shown {
  root: HTMLButtonElement;
  video: HTMLVideoElement;
  label: HTMLElement;
  key: string;
  source: FrameSource | undefined;
  /** Stops the detection of the source's frames. */
  stop(): void;
}

/** Pixels between tiles. */
const gap = 8;

/** All views at once, in a grid that fits the window; each tile is a button that enlarges its view. */
export class ViewWall {
  readonly root: HTMLElement;
  readonly #choose: (view: string) => void;
  readonly #tiles = new Map<string, Shown>();
  readonly #grid = element('div', { class: 'wall-grid' });
  readonly #stopObserving: () => void;
  readonly #listening = new AbortController();
  #aspect = 16 / 9;
  #columns = 1;

  constructor(choose: (view: string) => void) {
    this.#choose = choose;
    this.root = element(
      'section',
      { class: 'wall', 'aria-label': texts.watching.wall, 'data-testid': 'wall', hidden: true },
      this.#grid,
    );
    this.#stopObserving = observeSize(this.root, () => this.#layOut());
    window.addEventListener('keydown', (event) => this.#key(event), { signal: this.#listening.signal });
  }

  /** Width by height of every view. */
  set aspect(aspect: number) {
    this.#aspect = aspect;
    this.#layOut();
  }

  /** Shows these tiles in this order; existing ones keep their picture and the focus. */
  update(tiles: readonly WallTile[]): void {
    const views = new Set(tiles.map(({ view }) => view));
    for (const [view, shown] of this.#tiles) {
      if (views.has(view)) continue;
      shown.stop();
      shown.video.srcObject = null;
      shown.root.remove();
      this.#tiles.delete(view);
    }
    for (const [index, tile] of tiles.entries()) {
      let shown = this.#tiles.get(tile.view);
      if (shown === undefined) {
        shown = this.#make(tile.view);
        this.#tiles.set(tile.view, shown);
      }
      const key = JSON.stringify(tile);
      if (shown.key !== key) {
        shown.key = key;
        describe(shown, tile);
      }
      // Moving a tile that is already in place would lose its focus.
      if (this.#grid.children[index] !== shown.root) {
        this.#grid.insertBefore(shown.root, this.#grid.children[index] ?? null);
      }
    }
    this.#layOut();
  }

  /**
   * Sets the stream of a tile; without one it waits. The tile has a picture (`data-pictured`) once a frame of
   * the stream was decoded.
   */
  show(view: string, source: FrameSource | undefined): void {
    const shown = this.#tiles.get(view);
    if (shown === undefined || shown.source === source) return;
    const { root, video } = shown;
    shown.stop();
    shown.source = source;
    delete root.dataset.pictured;
    video.srcObject = source === undefined ? null : new MediaStream([source.track]);
    if (source === undefined) return;
    shown.stop = followFrames(video, source, () => {
      root.dataset.pictured = '';
    });
    video.play().catch(() => document.addEventListener('click', () => void video.play(), { once: true }));
  }

  close(): void {
    this.#listening.abort();
    this.#stopObserving();
    this.update([]);
  }

  #make(view: string): Shown {
    const video = element('video', { class: 'tile-video', 'aria-hidden': 'true', tabindex: -1 });
    video.muted = true;
    video.autoplay = true;
    video.playsInline = true;
    video.disablePictureInPicture = true;
    const label = element('span', { class: 'tile-label' });
    const root = button('', { class: 'tile', 'data-testid': 'wall-tile', 'data-session-id': view }, () =>
      this.#choose(view),
    );
    root.append(video, element('span', { class: 'tile-waiting' }, texts.watching.tileWaiting), label);
    return { root, video, label, key: '', source: undefined, stop: () => undefined };
  }

  #layOut(): void {
    const box = this.root.getBoundingClientRect();
    if (box.width === 0 || this.#tiles.size === 0) return;
    const style = getComputedStyle(this.root);
    const width = box.width - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
    const height = box.height - Number.parseFloat(style.paddingTop) - Number.parseFloat(style.paddingBottom);
    const layout = wallLayout(this.#tiles.size, { width, height }, this.#aspect, gap);
    this.#columns = layout.columns;
    this.#grid.style.setProperty('--columns', String(layout.columns));
    this.#grid.style.setProperty('--tile-width', `${Math.floor(layout.width)}px`);
    this.#grid.style.setProperty('--gap', `${gap}px`);
    this.#grid.style.setProperty('--tile-aspect', String(this.#aspect));
  }

  #key(event: KeyboardEvent): void {
    if (this.root.hidden || event.ctrlKey || event.altKey || event.metaKey || belongsToPage(event)) return;
    const tiles = [...this.#grid.querySelectorAll<HTMLButtonElement>('.tile')];
    const focused = tiles.findIndex((tile) => tile.matches(':focus'));
    const to = neighbour(event.code, Math.max(0, focused), this.#columns, tiles.length);
    if (to === undefined) return;
    event.preventDefault();
    tiles[focused < 0 ? 0 : to]?.focus();
  }
}

function describe({ root, label }: Shown, { name, colour, host, onAir }: WallTile): void {
  root.title = texts.watching.enlarge(name);
  root.classList.toggle('on-air', onAir);
  label.replaceChildren(
    ...(colour === undefined
      ? []
      : [element('span', { class: 'swatch', style: `background:${playerCssColour(colour)}` })]),
    ...personName(name, host),
    ...(onAir ? [' ', element('span', { class: 'tag' }, texts.watching.onAir)] : []),
  );
}
