import { observeSize } from '../../browser/browser-features.ts';
import { button, element } from '../../dom/element.ts';
import { icon } from '../../dom/icon.ts';
import { belongsToPage } from '../../input/keyboard.ts';
import type { PageSlot } from '../../input/page-slots.ts';
import { siteUrl } from '../../site.ts';
import { texts } from '../../texts.ts';
import { controlLabel } from '../control-label.ts';
import { type Tool, type ToolbarOptions, toolsOf } from './tools.ts';

/** The buttons of a room: links, appearance of the picture, measurements, help, leaving. */
export class Toolbar {
  readonly root: HTMLElement;
  /** All buttons except the one to leave, which is always visible. */
  readonly #scroller = element('div', { class: 'tools' });
  readonly #stopObserving: () => void;
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #listening = new AbortController();
  readonly #tools: readonly Tool[];
  readonly #isTaken: (code: string) => boolean;

  constructor(options: ToolbarOptions) {
    const { toolbar } = texts;
    const { names, map } = options;
    const buttons = this.#buttons;
    const tools = toolsOf(options, buttons);
    for (const tool of tools) {
      const made = button('', { class: 'tool', 'data-testid': tool.testId }, () => {
        tool.action();
        // Otherwise the space bar would press the button again instead of jumping.
        if (!made.matches(':focus-visible')) made.blur();
      });
      made.hidden = tool.host === true;
      made.append(icon(tool.icon), element('span', {}, tool.text));
      buttons.set(tool.testId, made);
    }
    this.#tools = tools;
    this.#isTaken = options.isTaken;
    this.showShortcuts(new Map());
    buttons.get('toggle-map')?.setAttribute('aria-pressed', String(map.on));
    buttons.get('toggle-origin')?.setAttribute('aria-pressed', 'false');
    buttons.get('toggle-emotes')?.setAttribute('aria-haspopup', 'menu');
    buttons.get('toggle-emotes')?.setAttribute('aria-expanded', 'false');
    buttons.get('toggle-names')?.setAttribute('aria-pressed', String(names.on));
    for (const name of ['toggle-recordings', 'toggle-links'])
      buttons.get(name)?.setAttribute('aria-expanded', 'false');
    const leave = element('a', {
      class: 'tool',
      href: siteUrl('/').href,
      title: toolbar.leaveTitle,
      'data-testid': 'leave',
    });
    leave.append(icon('leave'), element('span', {}, toolbar.leave));
    this.#scroller.append(...buttons.values());
    this.root = element('nav', { class: 'toolbar', 'aria-label': toolbar.label }, this.#scroller, leave);
    this.#stopObserving = observeSize(document.documentElement, () => this.#fit());
    // A vertical wheel also scrolls a toolbar that is wider than the window.
    this.#scroller.addEventListener('wheel', (event) => {
      const { scrollWidth, clientWidth } = this.#scroller;
      if (event.deltaX !== 0 || scrollWidth <= clientWidth) return;
      event.preventDefault();
      this.#scroller.scrollLeft += event.deltaY;
    });
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || belongsToPage(event)) return;
        if (options.isTaken(event.code)) return;
        tools.find((tool) => tool.code === event.code)?.action();
      },
      { signal: this.#listening.signal },
    );
  }

  /**
   * Updates the keys in titles: bound keys for the page's slots, fixed keys for the others unless the game
   * uses them.
   */
  showShortcuts(bound: ReadonlyMap<PageSlot, string>): void {
    for (const { testId, title, code, slot } of this.#tools) {
      const own = code !== undefined && !this.#isTaken(code) ? controlLabel(code) : undefined;
      const key = slot === undefined ? own : bound.get(slot);
      const made = this.#buttons.get(testId);
      if (made) made.title = key === undefined ? title : texts.toolbar.shortcut(title, key);
    }
  }

  /** Appends controls before the button to leave. */
  add(controls: HTMLElement): void {
    this.#scroller.append(controls);
    this.#fit();
  }

  /** Whether the map is shown. */
  set map(shown: boolean) {
    this.#buttons.get('toggle-map')?.setAttribute('aria-pressed', String(shown));
  }

  /** Whether the tint that says where the picture comes from is shown. */
  set origin(shown: boolean) {
    this.#buttons.get('toggle-origin')?.setAttribute('aria-pressed', String(shown));
  }

  /** Whether the menu of emotes is open. */
  set emotes(open: boolean) {
    this.#buttons.get('toggle-emotes')?.setAttribute('aria-expanded', String(open));
  }

  /** Shows the host's tools when the page's player is host. */
  showHost(host: boolean, locked: boolean, controls: boolean): void {
    const lock = this.#buttons.get('toggle-lock');
    const revoke = this.#buttons.get('revoke-invites');
    const lookControls = this.#buttons.get('toggle-controls');
    if (lock === undefined || revoke === undefined || lookControls === undefined) return;
    lookControls.hidden = !controls;
    lock.hidden = !host;
    revoke.hidden = !host;
    const sketch = this.#buttons.get('toggle-sketch');
    if (sketch) sketch.hidden = !host;
    const saves = this.#buttons.get('toggle-saves');
    if (saves) saves.hidden = !host;
    this.#fit();
    const words = locked ? texts.toolbar.unlock : texts.toolbar.lock;
    const span = lock.querySelector('span');
    if (span?.textContent !== words) span?.replaceChildren(words);
  }

  /** Shows labels beside the icons if all tools fit with them. */
  #fit(): void {
    this.root.classList.remove('compact');
    const { scrollWidth, clientWidth } = this.#scroller;
    this.root.classList.toggle('compact', scrollWidth > clientWidth);
  }

  close(): void {
    this.#stopObserving();
    this.#listening.abort();
  }
}
