import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
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
  readonly #shown = signal<readonly Caption[]>([]);
  readonly #view = new Mounted(<Lines captions={this.#shown} />);
  /** Timers that remove the lines, by key. */
  readonly #timers = new Map<string, number>();

  get root(): HTMLElement {
    return this.#view.root;
  }

  show(caption: Caption): void {
    const key = keyOf(caption);
    const known = this.#timers.get(key);
    window.clearTimeout(known);
    this.#timers.set(
      key,
      window.setTimeout(() => this.#remove(key), staying),
    );
    if (known !== undefined) return;
    this.#shown.value = [...this.#shown.value, caption];
    for (const oldest of this.#shown.value.slice(0, -mostLines)) this.#remove(keyOf(oldest));
  }

  clear(): void {
    for (const key of [...this.#timers.keys()]) this.#remove(key);
  }

  #remove(key: string): void {
    window.clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#shown.value = this.#shown.value.filter((caption) => keyOf(caption) !== key);
  }
}

function Lines({ captions }: { captions: ReadonlySignal<readonly Caption[]> }): JSX.Element {
  const { label, what, where, arrows } = texts.sound.captions;
  return (
    <ul class="captions" aria-label={label} data-testid="captions">
      {captions.value.map((caption) => {
        const { kind, direction } = caption;
        return (
          <li data-kind={kind} data-direction={direction} key={keyOf(caption)}>
            <span class="caption-arrow" aria-hidden="true">
              {arrows[direction]}
            </span>
            {what[kind]}
            {where[direction]}
          </li>
        );
      })}
    </ul>
  );
}

function keyOf({ kind, direction }: Caption): string {
  return `${kind} ${direction}`;
}
