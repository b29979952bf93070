import { button, element } from '../../dom/element.ts';
import type { Device } from '../../input/control.ts';
import { texts } from '../../texts.ts';

/** Asks the player to press the control to bind. */
export class BindingPrompt {
  readonly root: HTMLElement;
  readonly #asks = element('p', { class: 'quiet-text' });
  readonly #slot = element('h2', { id: 'binding-slot' });

  constructor(cancelled: () => void) {
    this.root = element(
      'section',
      {
        class: 'panel binding-prompt',
        role: 'dialog',
        tabindex: -1,
        'aria-labelledby': 'binding-asks binding-slot',
        'data-testid': 'binding-prompt',
        hidden: true,
      },
      this.#asks,
      this.#slot,
      button(texts.binding.cancel, { class: 'quiet', title: texts.binding.cancelTitle }, cancelled),
    );
    this.#asks.id = 'binding-asks';
    this.root.addEventListener('keydown', (event) => {
      if (event.code !== 'Escape') return;
      event.preventDefault();
      cancelled();
    });
  }

  /** `slot` is the function to bind. */
  show(slot: string, device: Device): void {
    this.#asks.textContent = texts.binding.press[device];
    this.#slot.textContent = slot;
    this.root.hidden = false;
    // The panel gets the focus, not its button, because Space and Enter can be bound as well.
    this.root.focus();
  }

  hide(): void {
    this.root.hidden = true;
  }
}
