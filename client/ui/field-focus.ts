import type { RefObject } from 'preact';

/** What a {@link FieldFocus} needs of its panel. */
export interface FieldPanel {
  readonly root: HTMLElement;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly isOpen: () => boolean;
  readonly close: () => void;
}

/**
 * Keys and focus of a panel with a text field that opens over the game: Escape closes it, and then the focus is where it was
 * before. A key that opens the panel types nothing while it stays down.
 */
export class FieldFocus {
  readonly #panel: FieldPanel;
  /** True until the key that opened the panel is up, because it may still be down. */
  #justOpened = false;
  #former: Element | null = null;

  constructor(panel: FieldPanel) {
    this.#panel = panel;
    panel.root.addEventListener('keydown', (event) => {
      // Otherwise a key that stays down would open the panel and at once type, send or close it.
      if (!event.repeat) this.#justOpened = false;
      else if (this.#justOpened && event.target === panel.field.current) event.preventDefault();
      if (event.code !== 'Escape' || event.isComposing || !panel.isOpen()) return;
      event.preventDefault();
      panel.close();
    });
  }

  /** A key, which is still down, has opened the panel. */
  openedByKey(): void {
    this.#justOpened = true;
  }

  /** Call it before the field is shown and focused. */
  remember(): void {
    this.#former = document.activeElement;
  }

  /** Call it before the field is hidden: a hidden element may keep the focus for a while, and with it the keys. */
  giveBack(): void {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || !this.#panel.root.contains(focused)) return;
    focused.blur();
    if (this.#former instanceof HTMLElement) this.#former.focus();
  }
}
