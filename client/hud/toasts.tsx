import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { NoticeLevel } from '../../shared/messages.ts';
import { plainSentence } from '../people/person-name.ts';
import { Sentence } from '../people/sentence.tsx';
import { Mounted } from '../ui/mounted.ts';

/** Milliseconds for which a sentence is displayed. */
const lifetime = 5_000;
const limit = 4;

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly level: NoticeLevel;
  readonly host: string | undefined;
}

/** Short sentences that disappear by themselves; screen readers announce them. */
export class Toasts {
  /** Name of the room's host, which gets the host badge in sentences. */
  host: string | undefined;
  readonly #shown = signal<readonly Toast[]>([]);
  readonly #view = new Mounted(<ToastLog toasts={this.#shown} />);
  #number = 0;

  get root(): HTMLElement {
    return this.#view.root;
  }

  /** Names in the sentence may be marked (markName). */
  show(text: string, level: NoticeLevel = 'info'): void {
    const id = this.#number++;
    const others = this.#shown.value.filter((toast) => plainSentence(toast.text) !== plainSentence(text));
    this.#shown.value = [...others, { id, text, level, host: this.host }].slice(-limit);
    setTimeout(() => this.#remove(id), lifetime);
  }

  #remove(id: number): void {
    const left = this.#shown.value.filter((toast) => toast.id !== id);
    if (left.length < this.#shown.value.length) this.#shown.value = left;
  }
}

function ToastLog({ toasts }: { toasts: ReadonlySignal<readonly Toast[]> }): JSX.Element {
  return (
    <div class="toasts" role="log" aria-live="polite" data-testid="toasts">
      {toasts.value.map(({ id, text, level, host }) => (
        <p class={`toast ${level}`} key={id}>
          <Sentence text={text} host={host} />
        </p>
      ))}
    </div>
  );
}
