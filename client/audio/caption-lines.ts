import { element } from '../dom/element.ts';
import { texts } from '../texts.ts';
import type { Caption } from './captions.ts';

/** Most lines shown at the same time. */
const mostLines = 4;
/** Milliseconds that a line stays after its sound was last heard. */
const staying = 2_500;

/**
 * Captions of sounds, newest last, above the lower edge of the picture. Captions are hidden from screen
 * readers, which would otherwise read out every step of every player.
 */
export class CaptionLines {
  readonly root = element('ul', {
    class: 'captions',
    'aria-label': texts.sound.captions.label,
    'data-testid': 'captions',
  });
  readonly #lines = new Map<string, { line: HTMLElement; timer: number }>();

  show({ kind, direction }: Caption): void {
    const { what, where, arrows } = texts.sound.captions;
    const key = `${kind} ${direction}`;
    const known = this.#lines.get(key);
    window.clearTimeout(known?.timer);
    const line = known?.line ?? element('li', { 'data-kind': kind, 'data-direction': direction });
    if (known === undefined) {
      line.append(
        element('span', { class: 'caption-arrow', 'aria-hidden': 'true' }, arrows[direction]),
        `${what[kind]}${where[direction]}`,
      );
      this.root.append(line);
    }
    const timer = window.setTimeout(() => this.#remove(key), staying);
    this.#lines.set(key, { line, timer });
    for (const oldest of this.#lines.keys()) {
      if (this.#lines.size <= mostLines) break;
      this.#remove(oldest);
    }
  }

  clear(): void {
    for (const key of [...this.#lines.keys()]) this.#remove(key);
  }

  #remove(key: string): void {
    const known = this.#lines.get(key);
    if (known === undefined) return;
    window.clearTimeout(known.timer);
    known.line.remove();
    this.#lines.delete(key);
  }
}
