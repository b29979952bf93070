import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';

/** Shows a text that the page could not copy, selected, so that a person can copy it. */
export class CopyCard {
  /** A new object for each text to copy; undefined while the card is closed. */
  readonly #copied = signal<{ text: string } | undefined>(undefined);
  readonly #view = new Mounted(<Card copied={this.#copied} close={() => this.close()} />);
  #formerFocus: Element | null = null;

  get root(): HTMLElement {
    return this.#view.root;
  }

  get open(): boolean {
    return this.#copied.value !== undefined;
  }

  show(text: string): void {
    if (!this.open) this.#formerFocus = document.activeElement;
    this.#copied.value = { text };
  }

  close(): void {
    this.#copied.value = undefined;
    if (this.#formerFocus instanceof HTMLElement) this.#formerFocus.focus();
  }
}

interface CardProps {
  copied: ReadonlySignal<{ text: string } | undefined>;
  close(): void;
}

function Card({ copied: { value: copied }, close }: CardProps): JSX.Element {
  const { toolbar } = texts;
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (copied === undefined) return;
    field.current?.focus();
    field.current?.select();
  }, [copied]);
  return (
    <section
      class="panel copy-card"
      role="dialog"
      aria-labelledby="copy-heading"
      data-testid="copy-card"
      hidden={copied === undefined}
      onKeyDown={(event) => {
        if (event.code !== 'Escape') return;
        event.preventDefault();
        close();
      }}
    >
      <h2 id="copy-heading">{toolbar.copyByHand}</h2>
      <input
        type="text"
        readonly
        aria-labelledby="copy-heading"
        data-testid="copy-field"
        value={copied?.text ?? ''}
        ref={field}
        onFocus={(event) => event.currentTarget.select()}
      />
      <p class="quiet-text">{toolbar.copyByHandHint}</p>
      <button type="button" class="quiet" onClick={close}>
        {toolbar.copyClose}
      </button>
    </section>
  );
}
