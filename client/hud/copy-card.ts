import { button, element } from '../dom/element.ts';
import { texts } from '../texts.ts';

/** Shows a text that the page could not copy, selected, so that a person can copy it. */
export class CopyCard {
  readonly root: HTMLElement;
  readonly #field = element('input', {
    type: 'text',
    readonly: true,
    'aria-labelledby': 'copy-heading',
    'data-testid': 'copy-field',
  });
  #formerFocus: Element | null = null;

  constructor() {
    const { toolbar } = texts;
    this.root = element(
      'section',
      {
        class: 'panel copy-card',
        role: 'dialog',
        'aria-labelledby': 'copy-heading',
        'data-testid': 'copy-card',
        hidden: true,
      },
      element('h2', { id: 'copy-heading' }, toolbar.copyByHand),
      this.#field,
      element('p', { class: 'quiet-text' }, toolbar.copyByHandHint),
      button(toolbar.copyClose, { class: 'quiet' }, () => this.close()),
    );
    this.#field.addEventListener('focus', () => this.#field.select());
    this.root.addEventListener('keydown', (event) => {
      if (event.code !== 'Escape') return;
      event.preventDefault();
      this.close();
    });
  }

  get open(): boolean {
    return !this.root.hidden;
  }

  show(text: string): void {
    if (this.root.hidden) this.#formerFocus = document.activeElement;
    this.#field.value = text;
    this.root.hidden = false;
    this.#field.focus();
    this.#field.select();
  }

  close(): void {
    this.root.hidden = true;
    if (this.#formerFocus instanceof HTMLElement) this.#formerFocus.focus();
  }
}
