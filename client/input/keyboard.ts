import type { ActionSampler } from './action-sampler.ts';
import type { Bindings } from './bindings.ts';

/**
 * Feeds key presses to a sampler. Keys typed into a field are left alone, and so are Enter and Space
 * on a focused button or link, and every shortcut with Ctrl, Alt or Meta. Losing the focus releases
 * every key, because the key-up then goes to another window.
 */
export class Keyboard {
  readonly #listening = new AbortController();

  constructor(sampler: ActionSampler, bindings: Bindings) {
    const { signal } = this.#listening;
    window.addEventListener(
      'keydown',
      (event) => {
        if (!bindings.controls.has(event.code) || event.ctrlKey || event.altKey || event.metaKey) return;
        if (belongsToPage(event)) return;
        event.preventDefault();
        if (!event.repeat) sampler.press(event.code, event.timeStamp);
      },
      { signal },
    );
    window.addEventListener('keyup', (event) => sampler.release(event.code, event.timeStamp), { signal });
    window.addEventListener('blur', (event) => sampler.releaseAll(event.timeStamp), { signal });
    document.addEventListener(
      'visibilitychange',
      (event) => {
        if (document.hidden) sampler.releaseAll(event.timeStamp);
      },
      { signal },
    );
  }

  close(): void {
    this.#listening.abort();
  }
}

/** True when the focused element has its own use for the key. */
export function belongsToPage(event: KeyboardEvent): boolean {
  if (!(event.target instanceof Element)) return false;
  if (event.target.closest('input, select, textarea')) return true;
  return (event.code === 'Space' || event.code === 'Enter') && event.target.closest('button, a') !== null;
}
