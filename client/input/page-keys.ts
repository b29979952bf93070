import type { Control } from './control.ts';
import { belongsToPage } from './keyboard.ts';
import { defaultPageControls, type PageSlot, watchingSlots } from './page-slots.ts';

/** Labels of a spectator's keys, by `labelOf`. */
export function watchingKeys(labelOf: (control: Control) => string): Map<PageSlot, string> {
  return new Map(watchingSlots.map((slot) => [slot, labelOf(defaultPageControls[slot].keyboard[0])]));
}

/** Keys of the page for spectators, who have no player's devices. */
export class PageKeys {
  readonly #listening = new AbortController();

  constructor(pressed: (slot: PageSlot) => void) {
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || belongsToPage(event)) return;
        const slot = watchingSlots.find((one) => defaultPageControls[one].keyboard.includes(event.code));
        if (slot === undefined) return;
        event.preventDefault();
        pressed(slot);
      },
      { signal: this.#listening.signal },
    );
  }

  close(): void {
    this.#listening.abort();
  }
}
