import { type EmoteName, emoteNames } from '../../shared/emote.ts';
import { button, element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { texts } from '../texts.ts';

/** Menu of emotes, for arrow keys and Enter, pointers and fingers. Escape closes it. */
export class EmoteMenu {
  readonly root: HTMLElement;
  readonly #items: readonly HTMLButtonElement[];
  readonly #opened: (open: boolean) => void;
  readonly #listening = new AbortController();
  /** Where the focus was before the menu opened. */
  #formerFocus: Element | null = null;

  /** `opened` is called whenever the menu opens or closes. */
  constructor(choose: (emote: EmoteName) => void, opened: (open: boolean) => void) {
    this.#opened = opened;
    this.#items = emoteNames.map((name) => {
      const item = button(
        '',
        { class: 'emote', role: 'menuitem', tabindex: -1, 'data-testid': `emote-${name}` },
        () => {
          this.close();
          choose(name);
        },
      );
      item.append(icon(name), element('span', {}, texts.emotes.names[name]));
      return item;
    });
    this.root = element(
      'div',
      {
        class: 'emote-menu',
        role: 'menu',
        'aria-label': texts.emotes.label,
        'data-testid': 'emote-menu',
        hidden: true,
      },
      ...this.#items,
    );
    this.root.addEventListener('keydown', (event) => this.#key(event));
    this.root.addEventListener('focusout', (event) => {
      const inside = event.relatedTarget instanceof Node && this.root.contains(event.relatedTarget);
      // A press outside may remove the focus; the press itself closes the menu.
      if (!inside && event.relatedTarget !== null) this.close(false);
    });
    document.addEventListener(
      'pointerdown',
      (event) => {
        const tool = event.target instanceof Element && event.target.closest('[data-testid="toggle-emotes"]');
        if (this.open && !tool && !event.composedPath().includes(this.root)) this.close();
      },
      { signal: this.#listening.signal },
    );
  }

  get open(): boolean {
    return !this.root.hidden;
  }

  toggle(): void {
    if (this.open) {
      this.close();
      return;
    }
    this.#formerFocus = document.activeElement;
    this.root.hidden = false;
    this.#items[0].focus();
    this.#opened(true);
  }

  /** Closes the menu; returns the focus to where it was, unless it has moved already. */
  close(back = true): void {
    if (!this.open) return;
    const inside = this.root.contains(document.activeElement);
    const former = this.#formerFocus;
    this.root.hidden = true;
    this.#opened(false);
    if (back && inside && former instanceof HTMLElement) former.focus();
  }

  end(): void {
    this.#listening.abort();
  }

  #key(event: KeyboardEvent): void {
    const at = [...this.root.children].findIndex((item) => item.matches(':focus'));
    const count = this.#items.length;
    const to = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1 + count,
      ArrowUp: at - 1 + count,
      Home: 0,
      End: count - 1,
    }[event.code];
    if (to !== undefined) this.#items[to % count].focus();
    else if (event.code === 'Escape') this.close();
    else {
      if (event.code === 'Tab') this.close();
      return;
    }
    event.preventDefault();
    // Keeps the arrow keys from turning the player.
    event.stopPropagation();
  }
}
