import type { AnswerMessage } from '../../shared/answers/answer.ts';
import { type AskRequest, mostQuestionCharacters } from '../../shared/answers/question.ts';
import type { DescribeRequest, SceneMessage } from '../../shared/answers/scene.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { button, element } from '../dom/element.ts';
import { FieldFocus } from '../dom/field-focus.ts';
import { texts } from '../texts.ts';
import { markedBy } from './marked-place.ts';

export interface AskPanelOptions {
  /** Sends a question; false if it was not sent. */
  ask(request: Pick<AskRequest, 'id' | 'words'>): boolean;
  /** Asks what is in view; false if that was not sent. */
  describe(request: DescribeRequest): boolean;
  /** The map points to what the newest answer is about, or to nothing. */
  marked(place: GroundPoint | undefined): void;
}

/**
 * Questions to the room in words, with the answers in words: shown, and spoken by screen readers. The same live region
 * says what is in view, which needs no open panel.
 */
export class AskPanel {
  readonly root: HTMLElement;
  readonly #options: AskPanelOptions;
  readonly #form: HTMLFormElement;
  readonly #closing: HTMLButtonElement;
  readonly #field = element('input', {
    type: 'text',
    maxlength: mostQuestionCharacters,
    autocomplete: 'off',
    enterkeyhint: 'send',
    placeholder: texts.answers.placeholder,
    'aria-label': texts.answers.label,
    'data-testid': 'ask-field',
  });
  readonly #answer = element('p', {
    class: 'ask-answer',
    role: 'status',
    'aria-live': 'polite',
    'aria-atomic': 'true',
    'data-testid': 'ask-answer',
  });
  /** Number of the newest request: late answers to others are dropped. */
  #asked = 0;
  readonly #focus: FieldFocus;

  constructor(options: AskPanelOptions) {
    this.#options = options;
    const { answers } = texts;
    this.#form = element(
      'form',
      { class: 'ask-form', hidden: true },
      this.#field,
      element('button', { type: 'submit', class: 'quiet', 'data-testid': 'ask-send' }, answers.send),
    );
    this.#closing = button(answers.close, { class: 'quiet', hidden: true, 'data-testid': 'ask-close' }, () =>
      this.#setOpen(false),
    );
    this.root = element(
      'section',
      { class: 'ask', 'aria-label': answers.label, 'data-testid': 'ask' },
      this.#answer,
      this.#form,
      this.#closing,
    );
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const words = this.#field.value.replace(/\s+/g, ' ').trim();
      if (words !== '') this.#send((id) => options.ask({ id, words }));
    });
    this.#focus = new FieldFocus({
      ...{ root: this.root, field: this.#field },
      isOpen: () => this.open,
      close: () => this.#setOpen(false),
    });
  }

  get open(): boolean {
    return !this.#form.hidden;
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
    this.#field.select();
    this.#options.marked(markedBy(answer));
  }

  takeScene({ id, scene }: SceneMessage): void {
    if (id === this.#asked) this.#say(texts.answers.scene(scene));
  }

  #send(send: (id: number) => boolean): void {
    this.#asked++;
    if (!send(this.#asked)) this.#say(texts.answers.notSent);
  }

  /** The same sentence again is said again: screen readers speak changes alone. */
  #say(sentence: string): void {
    this.#answer.replaceChildren(element('span', {}, sentence));
    this.root.classList.add('said');
  }

  #setOpen(open: boolean): void {
    if (open && !this.open) this.#focus.remember();
    if (!open) this.#focus.giveBack();
    this.#form.hidden = !open;
    this.#closing.hidden = !open;
    this.root.classList.toggle('open', open);
    if (open) {
      this.#field.focus();
      return;
    }
    this.root.classList.remove('said');
    this.#answer.replaceChildren();
    this.#options.marked(undefined);
  }
}
