import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { belongsToPage } from '../../input/keyboard.ts';
import type { PageSlot } from '../../input/page-slots.ts';
import { texts } from '../../texts.ts';
import { controlLabel } from '../control-label.ts';
import type { Tool, ToolPlace } from './tool.ts';
import { ToolButton } from './tool-button.tsx';
import { type ToolState, toolState } from './tool-state.ts';
import { type ToolOptions, toolsOf } from './tools.ts';

export interface RoomToolsOptions extends ToolOptions {
  /** True for keys that the game uses. */
  isTaken(code: string): boolean;
  /** A tool was chosen after which the menu closes. */
  chosen(): void;
}

/** The buttons of a room's page and their keys. The bar, the menu and the settings lay them out. */
export class RoomTools {
  readonly #options: RoomToolsOptions;
  readonly #tools: readonly Tool[];
  readonly #states: ReadonlyMap<string, ToolState>;
  /** Labels of the keys that are bound to slots of the page. */
  readonly #bound = signal<ReadonlyMap<PageSlot, string>>(new Map());
  readonly #listening = new AbortController();

  constructor(options: RoomToolsOptions) {
    this.#options = options;
    this.#tools = toolsOf(options);
    this.#states = new Map(this.#tools.map((tool) => [tool.testId, toolState(tool)]));
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || belongsToPage(event)) return;
        if (options.isTaken(event.code)) return;
        const tool = this.#tools.find(({ code }) => code === event.code);
        if (tool && !this.#states.get(tool.testId)?.hidden.value) this.#use(tool);
      },
      { signal: this.#listening.signal },
    );
  }

  /** The buttons of a place, in order. */
  at(place: ToolPlace): JSX.Element[] {
    return this.#tools.flatMap((tool) => {
      const state = this.#states.get(tool.testId);
      if (tool.place !== place || state === undefined) return [];
      const keyLabel = () => this.#keyOf(tool);
      return [<ToolButton {...{ tool, state, keyLabel }} use={() => this.#use(tool)} key={tool.testId} />];
    });
  }

  /** Whether a place has a button that is not hidden. */
  offersAt(place: ToolPlace): boolean {
    return this.#tools.some(
      (tool) => tool.place === place && this.#states.get(tool.testId)?.hidden.value === false,
    );
  }

  /** Updates the keys that are bound to slots of the page, and which keys the game uses. */
  showShortcuts(bound: ReadonlyMap<PageSlot, string>): void {
    this.#bound.value = bound;
  }

  /** Whether the map is shown. */
  set map(shown: boolean) {
    this.#showChoice('toggle-map', shown);
  }

  /** Whether the tint that says where the picture comes from is shown. */
  set origin(shown: boolean) {
    this.#showChoice('toggle-origin', shown);
  }

  /** Whether the menu of emotes is open. */
  set emotes(open: boolean) {
    this.#showOpen('toggle-emotes', open);
  }

  /** Whether the menu is open. */
  set menu(open: boolean) {
    this.#showOpen('toggle-menu', open);
  }

  /** Whether the first minute runs, which its tool skips then. */
  set firstMinute(running: boolean) {
    const { firstMinute, skipFirstMinute } = texts.menu;
    this.#showText('toggle-first-minute', running ? skipFirstMinute : firstMinute);
  }

  /** Whether a second player is here, whom its tool ends then. */
  set second(here: boolean) {
    this.#showText('toggle-second', here ? texts.split.toolEnd : texts.split.tool);
  }

  /** Shows the host's tools when the page's player is host; `controls`: whether the world has look controls. */
  showHost(host: boolean, locked: boolean, controls: boolean): void {
    for (const tool of this.#tools) {
      const state = this.#states.get(tool.testId);
      if (tool.host && state) state.hidden.value = !host || (tool.testId === 'toggle-controls' && !controls);
    }
    this.#showText('toggle-lock', locked ? texts.toolbar.unlock : texts.toolbar.lock);
  }

  close(): void {
    this.#listening.abort();
  }

  /** Label of a tool's key: a bound one for a slot of the page, a fixed one otherwise unless the game uses it. */
  #keyOf({ code, slot }: Tool): string | undefined {
    const bound = this.#bound.value;
    if (slot !== undefined) return bound.get(slot);
    return code !== undefined && !this.#options.isTaken(code) ? controlLabel(code) : undefined;
  }

  #use(tool: Tool): void {
    if (tool.place !== 'bar' && !tool.stays) this.#options.chosen();
    const open = tool.action();
    if (typeof open === 'boolean') this.#showOpen(tool.testId, open);
    // The map and the tint tell their state themselves.
    if (tool.slot === undefined) this.#showChoice(tool.testId, tool.state?.());
  }

  #showText(testId: string, words: string): void {
    const state = this.#states.get(testId);
    if (state) state.text.value = words;
  }

  #showOpen(testId: string, open: boolean): void {
    const state = this.#states.get(testId);
    if (state) state.open.value = open;
  }

  #showChoice(testId: string, choice: boolean | string | undefined): void {
    const state = this.#states.get(testId);
    if (state && choice !== undefined) state.choice.value = choice;
  }
}
