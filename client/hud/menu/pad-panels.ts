import type { Control } from '../../input/control.ts';
import { menuPad, moveFocus } from './menu-focus.ts';

/** A part of a room's page that opens over the picture. */
export interface Panel {
  readonly root: HTMLElement;
  isOpen(): boolean;
  close(): void;
}

export interface PadPanelsOptions {
  panels: readonly Panel[];
  /** Whether the player uses a gamepad. */
  usesPad(): boolean;
  /** A gamepad begins or ends to operate a panel. */
  changed(): void;
  /** The gamepad's menu button was pressed. */
  menu(): void;
}

/** A pad's buttons by the standard layout: right (B), and menu. */
const back: Control = 'Pad1';
const menuButton: Control = 'Pad9';

/**
 * Gamepads in the panels of a room's page. A panel that opens while a gamepad is in use is operated by it as the menu is: the
 * cross and the left stick move the focus, A chooses, B closes. A panel that another device opened is left to that device.
 */
export class PadPanels {
  readonly #options: PadPanelsOptions;
  readonly #observer: MutationObserver;
  readonly #open = new Set<Panel>();
  /** The panels that the gamepad operates; the last one has the focus. */
  #operated: Panel[] = [];

  constructor(options: PadPanelsOptions) {
    this.#options = options;
    this.#observer = new MutationObserver(() => this.#update());
    for (const { root } of options.panels) {
      this.#observer.observe(root, {
        subtree: true,
        attributes: true,
        attributeFilter: ['hidden', 'class'],
      });
    }
  }

  /** Whether a gamepad operates a panel now, and nothing goes to the game. */
  get active(): boolean {
    return this.#operated.length > 0;
  }

  /** Operates a part of the page that is always shown, until B. */
  enter(root: HTMLElement): void {
    this.#operate({ root, isOpen: () => root.isConnected, close: () => undefined });
  }

  /** A press of the gamepad while a panel is operated. */
  pad(control: Control): void {
    const panel = this.#operated.at(-1);
    if (panel === undefined) return;
    if (control === menuButton) {
      this.#leave(panel);
      this.#options.menu();
    } else if (control === back) {
      panel.close();
      this.#leave(panel);
    } else {
      menuPad(panel.root, control);
      this.#update();
    }
  }

  close(): void {
    this.#observer.disconnect();
  }

  #update(): void {
    for (const panel of this.#options.panels) {
      // A panel is rendered a moment after it opened, and takes the focus only then.
      const open = panel.isOpen() && !panel.root.hidden;
      if (open === this.#open.has(panel)) continue;
      if (open) this.#open.add(panel);
      else this.#open.delete(panel);
      if (open && this.#options.usesPad()) this.#operate(panel);
    }
    const left = this.#operated.filter((panel) => panel.isOpen());
    if (left.length === this.#operated.length) return;
    this.#operated = left;
    this.#options.changed();
  }

  #operate(panel: Panel): void {
    this.#operated = [...this.#operated.filter((other) => other !== panel), panel];
    if (!panel.root.contains(document.activeElement)) moveFocus(panel.root, 1);
    this.#options.changed();
  }

  #leave(panel: Panel): void {
    this.#operated = this.#operated.filter((other) => other !== panel);
    const { activeElement } = document;
    // The space bar and Enter are the game's again.
    if (activeElement instanceof HTMLElement && panel.root.contains(activeElement)) activeElement.blur();
    this.#options.changed();
  }
}
