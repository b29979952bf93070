import { batch, type ReadonlySignal, signal } from '@preact/signals';
import { createRef, type JSX, type RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { AnswerMessage } from '../../shared/answers/answer.ts';
import { type AskRequest, mostQuestionCharacters } from '../../shared/answers/question.ts';
import type { DescribeRequest, SceneMessage } from '../../shared/answers/scene.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { texts } from '../texts.ts';
import { FieldFocus } from '../ui/field-focus.ts';
import { Mounted } from '../ui/mounted.ts';
import { markedBy } from './marked-place.ts';

export interface AskPanelOptions {
  /** Sends a question; false if it was not sent. */
  ask(request: Pick<AskRequest, 'id' | 'words'>): boolean;
  /** Asks what is in view; false if that was not sent. */
  describe(request: DescribeRequest): boolean;
  /** The map points to what the newest answer is about, or to nothing. */
  marked(place: GroundPoint | undefined): void;
}

/** A sentence, and which one it is: screen readers speak changes alone, so the same one again is another element. */
interface Said {
  readonly number: number;
  readonly sentence: string;
}

/**
 * Questions to the room in words, with the answers in words: shown, and spoken by screen readers. The same live region
 * says what is in view, which needs no open panel.
 */
export class AskPanel {
  readonly #options: AskPanelOptions;
  readonly #isOpen = signal(false);
  readonly #said = signal<Said | undefined>(undefined);
  readonly #field = createRef<HTMLInputElement>();
  readonly #view: Mounted;
  readonly #focus: FieldFocus;
  /** Number of the newest request: late answers to others are dropped. */
  #asked = 0;
  #sentences = 0;

  constructor(options: AskPanelOptions) {
    this.#options = options;
    this.#view = new Mounted(
      <Ask
        isOpen={this.#isOpen}
        said={this.#said}
        field={this.#field}
        submit={(typed) => {
          const words = typed.replace(/\s+/g, ' ').trim();
          if (words !== '') this.#send((id) => options.ask({ id, words }));
        }}
        close={() => this.#setOpen(false)}
      />,
    );
    this.#focus = new FieldFocus({
      ...{ root: this.root, field: this.#field },
      isOpen: () => this.open,
      close: () => this.#setOpen(false),
    });
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  get open(): boolean {
    return this.#isOpen.peek();
  }

  /** Opens or closes the panel; by a key, which is still down. Returns whether it is open now. */
  toggle(): boolean {
    this.#setOpen(!this.open);
    if (this.open) this.#focus.openedByKey();
    return this.open;
  }

  close(): void {
    this.#setOpen(false);
  }

  /** Has what is in view said. */
  describe(): void {
    this.#send((id) => this.#options.describe({ id }));
  }

  take({ id, answer }: AnswerMessage): void {
    if (id !== this.#asked) return;
    this.#say(texts.answers.answer(answer));
    this.#field.current?.select();
    this.#options.marked(markedBy(answer));
  }

  takeScene({ id, scene }: SceneMessage): void {
    if (id === this.#asked) this.#say(texts.answers.scene(scene));
  }

  #send(send: (id: number) => boolean): void {
    this.#asked++;
    if (!send(this.#asked)) this.#say(texts.answers.notSent);
  }

  #say(sentence: string): void {
    this.#said.value = { number: this.#sentences++, sentence };
  }

  #setOpen(open: boolean): void {
    if (open && !this.open) this.#focus.remember();
    if (!open) this.#focus.giveBack();
    batch(() => {
      this.#isOpen.value = open;
      if (!open) this.#said.value = undefined;
    });
    if (!open) this.#options.marked(undefined);
  }
}

interface AskProps {
  isOpen: ReadonlySignal<boolean>;
  said: ReadonlySignal<Said | undefined>;
  field: RefObject<HTMLInputElement | null>;
  submit(words: string): void;
  close(): void;
}

function Ask({ isOpen, said, field, submit, close }: AskProps): JSX.Element {
  const { answers } = texts;
  const open = isOpen.value;
  const newest = said.value;
  useLayoutEffect(() => {
    if (open) field.current?.focus();
  }, [open]);
  return (
    <section
      class={['ask', ...(open ? ['open'] : []), ...(newest ? ['said'] : [])].join(' ')}
      aria-label={answers.label}
      data-testid="ask"
    >
      <p class="ask-answer" role="status" aria-live="polite" aria-atomic="true" data-testid="ask-answer">
        {newest && <span key={newest.number}>{newest.sentence}</span>}
      </p>
      <form
        class="ask-form"
        hidden={!open}
        onSubmit={(event) => {
          event.preventDefault();
          submit(field.current?.value ?? '');
        }}
      >
        <input
          type="text"
          maxlength={mostQuestionCharacters}
          autocomplete="off"
          enterkeyhint="send"
          placeholder={answers.placeholder}
          aria-label={answers.label}
          data-testid="ask-field"
          ref={field}
        />
        <button type="submit" class="quiet" data-testid="ask-send">
          {answers.send}
        </button>
      </form>
      <button type="button" class="quiet" hidden={!open} data-testid="ask-close" onClick={close}>
        {answers.close}
      </button>
    </section>
  );
}
