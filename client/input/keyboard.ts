import type { ControlStates } from './control-states.ts';

const source = 'keyboard';

/**
 * Passes key events to the control states. It ignores keys typed into a field, Enter and Space on a focused
 * button or link, and all shortcuts with Ctrl, Alt or Meta.
 */
export class Keyboard {
  readonly #listening = new AbortController();

  constructor(states: ControlStates) {
    const { signal } = this.#listening;
    window.addEventListener(
      'keydown',
      (event) => {
        if (!states.wants(event.code) || event.ctrlKey || event.altKey || event.metaKey) return;
        if (belongsToPage(event)) return;
        event.preventDefault();
        if (!event.repeat) states.set(source, event.code, 1, event.timeStamp);
      },
      { signal },
    );
    window.addEventListener(
      'keyup',
      (event) => {
        states.set(source, event.code, 0, event.timeStamp);
        // macOS sends no keyup events while Command is held.
        if (event.key === 'Meta') states.release(source, event.timeStamp);
      },
      { signal },
    );
  }

  close(): void {
    this.#listening.abort();
  }
}

/** True if the page or the focused element uses the key itself. */
export function belongsToPage(event: KeyboardEvent): boolean {
  if (event.code === 'Tab' || event.code === 'Escape') return true;
  if (!(event.target instanceof Element)) return false;
  if (event.target.closest('input, select, textarea')) return true;
  return (event.code === 'Space' || event.code === 'Enter') && event.target.closest('button, a') !== null;
}
