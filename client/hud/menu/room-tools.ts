import { button, element } from '../../dom/element.ts';
import { icon } from '../../dom/icon.ts';
import { setText } from '../../dom/keyed-list.ts';
import { belongsToPage } from '../../input/keyboard.ts';
import type { PageSlot } from '../../input/page-slots.ts';
import { texts } from '../../texts.ts';
import { controlLabel } from '../control-label.ts';
import type { Tool, ToolPlace } from './tool.ts';
import { type ToolOptions, toolsOf } from './tools.ts';

export interface RoomToolsOptions extends ToolOptions {
  /** True for keys that the game uses. */
  isTaken(code: string): boolean;
  /** A tool was chosen after which the menu closes. */
  chosen(): void;
}

/** The buttons of a room's page and their keys. The bar, the menu and the settings lay them out. */
export class RoomTools {
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #listening = new AbortController();
  readonly #tools: readonly Tool[];
  readonly #options: RoomToolsOptions;

  constructor(options: RoomToolsOptions) {
    this.#options = options;
    this.#tools = toolsOf(options);
    for (const tool of this.#tools) this.#buttons.set(tool.testId, this.#make(tool));
    this.showShortcuts(new Map());
    for (const tool of this.#tools) this.#showState(tool.testId, tool.state?.());
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || belongsToPage(event)) return;
        if (options.isTaken(event.code)) return;
        const tool = this.#tools.find(({ code }) => code === event.code);
        if (tool && !this.#buttons.get(tool.testId)?.hidden) this.#use(tool);
      },
      { signal: this.#listening.signal },
    );
  }

  /** The buttons of a place, in order. */
  at(place: ToolPlace): HTMLButtonElement[] {
    return this.#tools.flatMap((tool) => {
      const made = this.#buttons.get(tool.testId);
      return tool.place === place && made ? [made] : [];
    });
  }

  /**
   * Updates the keys of the tools: bound keys for the page's slots, fixed keys for the others unless the game
   * uses them.
   */
  showShortcuts(bound: ReadonlyMap<PageSlot, string>): void {
    for (const { testId, title, code, slot, place } of this.#tools) {
      const own = code !== undefined && !this.#options.isTaken(code) ? controlLabel(code) : undefined;
      const key = slot === undefined ? own : bound.get(slot);
      const made = this.#buttons.get(testId);
      if (place === 'bar') {
        if (made) made.title = key === undefined ? title : texts.toolbar.shortcut(title, key);
        continue;
      }
      const shown = made?.querySelector('kbd');
      if (shown) shown.textContent = key ?? '';
    }
  }

  /** Whether the map is shown. */
  set map(shown: boolean) {
    this.#showState('toggle-map', shown);
  }

  /** Whether the tint that says where the picture comes from is shown. */
  set origin(shown: boolean) {
    this.#showState('toggle-origin', shown);
  }

  /** Whether the menu of emotes is open. */
  set emotes(open: boolean) {
    this.#buttons.get('toggle-emotes')?.setAttribute('aria-expanded', String(open));
  }

  /** Whether the menu is open. */
  set menu(open: boolean) {
    this.#buttons.get('toggle-menu')?.setAttribute('aria-expanded', String(open));
  }

  /** Whether the first minute runs, which its tool skips then. */
  set firstMinute(running: boolean) {
    const { firstMinute, skipFirstMinute } = texts.menu;
    this.#label('toggle-first-minute', running ? skipFirstMinute : firstMinute);
  }

  /** Whether a second player is here, whom its tool ends then. */
  set second(here: boolean) {
    this.#label('toggle-second', here ? texts.split.toolEnd : texts.split.tool);
  }

  /** Shows the host's tools when the page's player is host; `controls`: whether the world has look controls. */
  showHost(host: boolean, locked: boolean, controls: boolean): void {
    for (const tool of this.#tools) {
      const made = this.#buttons.get(tool.testId);
      if (tool.host && made) made.hidden = !host || (tool.testId === 'toggle-controls' && !controls);
    }
    this.#label('toggle-lock', locked ? texts.toolbar.unlock : texts.toolbar.lock);
  }

  close(): void {
    this.#listening.abort();
  }

  #label(testId: string, words: string): void {
    const label = this.#buttons.get(testId)?.querySelector<HTMLElement>('.tool-text');
    if (label) setText(label, words);
  }

  #make(tool: Tool): HTMLButtonElement {
    const { place, testId, text, title, opens } = tool;
    const made = button('', { class: place === 'bar' ? 'tool' : 'menu-item', 'data-testid': testId }, () => {
      this.#use(tool);
      // Otherwise the space bar would press the button again instead of jumping.
      if (place === 'bar' && !made.matches(':focus-visible')) made.blur();
    });
    made.hidden = tool.host === true;
    const label = element('span', { class: 'tool-text' }, text);
    if (place === 'bar') made.append(icon(tool.icon), label);
    else {
      made.append(
        icon(tool.icon),
        element('span', { class: 'menu-words' }, label, ' ', element('small', {}, title)),
        tool.state ? element('span', { class: 'tool-state', 'aria-hidden': 'true' }) : '',
        element('kbd', { 'aria-hidden': 'true' }),
      );
    }
    if (opens === 'menu' || opens === 'dialog') made.setAttribute('aria-haspopup', opens);
    if (opens) made.setAttribute('aria-expanded', 'false');
    return made;
  }

  #use(tool: Tool): void {
    if (tool.place !== 'bar' && !tool.stays) this.#options.chosen();
    const open = tool.action();
    if (typeof open === 'boolean') {
      this.#buttons.get(tool.testId)?.setAttribute('aria-expanded', String(open));
    }
    // The map and the tint tell their state themselves.
    if (tool.slot === undefined) this.#showState(tool.testId, tool.state?.());
  }

  #showState(testId: string, state: boolean | string | undefined): void {
    const made = this.#buttons.get(testId);
    if (made === undefined || state === undefined) return;
    const { on, off } = texts.settings;
    const words = typeof state === 'string' ? state : state ? on : off;
    const place = made.querySelector('.tool-state');
    if (place) place.textContent = words;
    if (typeof state === 'boolean') made.setAttribute('aria-pressed', String(state));
    // A state with a name is no switch, so screen readers hear the name.
    else place?.removeAttribute('aria-hidden');
  }
}
