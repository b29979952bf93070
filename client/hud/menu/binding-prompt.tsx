import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Device } from '../../input/control.ts';
import { texts } from '../../texts.ts';
import { Mounted } from '../../ui/mounted.ts';

/** What is being bound. */
interface Asked {
  readonly slot: string;
  readonly device: Device;
}

/** Asks the player to press the control to bind. */
export class BindingPrompt {
  readonly #asked = signal<Asked | undefined>(undefined);
  readonly #view: Mounted;

  constructor(cancelled: () => void) {
    this.#view = new Mounted(<Prompt asked={this.#asked} cancelled={cancelled} />);
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  /** `slot` is the function to bind. */
  show(slot: string, device: Device): void {
    this.#asked.value = { slot, device };
  }

  hide(): void {
    this.#asked.value = undefined;
  }
}

interface PromptProps {
  asked: ReadonlySignal<Asked | undefined>;
  cancelled(): void;
}

function Prompt({ asked: { value: asked }, cancelled }: PromptProps): JSX.Element {
  const { binding } = texts;
  const root = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // The panel gets the focus, not its button, because Space and Enter can be bound as well.
    if (asked !== undefined) root.current?.focus();
  }, [asked]);
  return (
    <section
      class="panel binding-prompt"
      role="dialog"
      tabindex={-1}
      aria-labelledby="binding-asks binding-slot"
      data-testid="binding-prompt"
      hidden={asked === undefined}
      ref={root}
      onKeyDown={(event) => {
        if (event.code !== 'Escape') return;
        event.preventDefault();
        cancelled();
      }}
    >
      <p class="quiet-text" id="binding-asks">
        {asked && binding.press[asked.device]}
      </p>
      <h2 id="binding-slot">{asked?.slot}</h2>
      <button type="button" class="quiet" title={binding.cancelTitle} onClick={cancelled}>
        {binding.cancel}
      </button>
    </section>
  );
}
