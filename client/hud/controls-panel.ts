import { type Control, controlValue } from '../../shared/controls.ts';
import type { ControlsAnswer, ControlsRequest, PublicPack } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { promptLimits } from '../../shared/text/display-text.ts';
import { button, element } from '../dom/element.ts';
import { formats, packText, texts } from '../texts.ts';

export interface ControlsPanelOptions {
  /** Sends the host's request; false if it was not sent. */
  send(request: ControlsRequest): boolean;
  /** Shows a sentence outside the panel. */
  say(sentence: string): void;
}

/** Milliseconds between two messages of a moving slider. */
const sendEvery = 350;
/** Steps of a slider. */
const steps = 100;

/**
 * The host's panel for time of day, weather and theme: the pack's controls, the strength of their guidance,
 * and a prompt as an alternative. It shows the room's values, whoever changed them.
 */
export class ControlsPanel {
  readonly root: HTMLElement;
  readonly #options: ControlsPanelOptions;
  readonly #fields = element('div', { class: 'look-fields' });
  readonly #answer = element('p', { class: 'panel-message', role: 'status', 'data-testid': 'look-answer' });
  readonly #prompt = element('input', {
    type: 'text',
    maxlength: promptLimits.codeUnits,
    autocomplete: 'off',
    placeholder: texts.looks.promptPlaceholder,
    'aria-label': texts.looks.prompt,
    'data-testid': 'look-prompt',
  });
  /** Functions that update each field from the room's state. */
  readonly #follow: ((state: RoomState) => void)[] = [];
  #pack: PublicPack | undefined;
  #state: RoomState | undefined;
  #host = false;
  #waiting: ControlsRequest | undefined;
  #timer: number | undefined;
  /** Where the focus was before the panel opened. */
  #formerFocus: Element | null = null;

  constructor(options: ControlsPanelOptions) {
    this.#options = options;
    const { looks } = texts;
    const form = element(
      'form',
      { class: 'look-prompt' },
      this.#prompt,
      element('button', { type: 'submit', 'data-testid': 'look-send' }, looks.send),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const prompt = this.#prompt.value.trim();
      if (prompt !== '') this.#send({ prompt });
    });
    this.root = element(
      'section',
      { class: 'look-panel', hidden: true, 'aria-label': looks.title, 'data-testid': 'look-panel' },
      element('h2', {}, looks.title),
      this.#fields,
      element('h3', {}, looks.prompt),
      form,
      this.#answer,
      button(looks.close, { class: 'quiet', 'data-testid': 'look-close' }, () => this.toggle()),
    );
    this.root.addEventListener('keydown', (event) => {
      if (event.code !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      this.#setOpen(false);
    });
  }

  /** Creates the fields for the controls of the pack, if it has any. */
  show(pack: PublicPack): void {
    this.#pack = pack;
    const { relight, controls } = pack;
    if (relight === undefined) return;
    const { minimum, maximum } = relight.guidance;
    this.#fields.replaceChildren(
      ...controls.map((control) =>
        control.values ? this.#choice(control, control.values) : this.#range(control),
      ),
      this.#slider(
        texts.looks.guidance,
        texts.looks.guidanceHint,
        'guidance',
        { minimum, maximum },
        {
          send: (guidance) => ({ guidance }),
          value: (state) => state.guidance,
        },
      ),
    );
    const sentences = relight.prompt !== undefined;
    for (const part of this.root.querySelectorAll<HTMLElement>('h3, .look-prompt')) part.hidden = !sentences;
  }

  /** True if the page's player may change a control. */
  get offered(): boolean {
    return this.#host && this.#pack?.relight !== undefined;
  }

  update(state: RoomState, host: boolean): void {
    this.#state = state;
    this.#host = host;
    if (!this.offered) this.#setOpen(false);
    if (!this.root.hidden) for (const follow of this.#follow) follow(state);
  }

  /** Opens or closes the panel; does nothing on a page that is not host. */
  toggle(): void {
    this.#setOpen(this.root.hidden && this.offered);
  }

  /** The room's answer to the prompt. */
  answer({ understood, unknown }: ControlsAnswer): void {
    const { looks } = texts;
    const controls = this.#pack?.controls ?? [];
    const settings = controls.flatMap((control) => {
      const value = understood[control.name];
      if (value === undefined) return [];
      return [`${labelOf(control)} ${control.values?.[value] ?? shown(value)}`];
    });
    const offers = controls.map((control) =>
      control.values ? looks.oneOf(labelOf(control), control.values.join(', ')) : labelOf(control),
    );
    this.#answer.textContent = [
      settings.length > 0 ? looks.understood(settings.join(', ')) : looks.nothing,
      ...(unknown.length > 0 ? [looks.unknown(unknown.join(', '))] : []),
      ...(unknown.length > 0 || settings.length === 0 ? [looks.offers(offers.join(', '))] : []),
    ].join(' ');
  }

  close(): void {
    window.clearTimeout(this.#timer);
  }

  #setOpen(open: boolean): void {
    if (open === !this.root.hidden) return;
    const focused = document.activeElement;
    this.root.hidden = !open;
    if (open) {
      this.#formerFocus = focused;
      if (this.#state) for (const follow of this.#follow) follow(this.#state);
      this.root.querySelector<HTMLElement>('input, select')?.focus();
    } else if (focused instanceof HTMLElement && this.root.contains(focused)) {
      focused.blur();
      if (this.#formerFocus instanceof HTMLElement) this.#formerFocus.focus();
    }
  }

  #range(control: Control): HTMLElement {
    return this.#slider(labelOf(control), packText(control.description), control.name, control, {
      send: (value) => ({ values: { [control.name]: value } }),
      value: (state) => state.controls.get(control.name) ?? control.default,
    });
  }

  #slider(
    name: string,
    hint: string,
    id: string,
    { minimum, maximum }: { minimum: number; maximum: number },
    of: { send(value: number): ControlsRequest; value(state: RoomState): number },
  ): HTMLElement {
    const output = element('output', {});
    const input = element('input', {
      type: 'range',
      min: minimum,
      max: maximum,
      step: (maximum - minimum) / steps,
      'data-testid': `look-${id}`,
    });
    const show = () => output.replaceChildren(shown(input.valueAsNumber));
    input.addEventListener('input', () => {
      show();
      this.#sendSoon(of.send(input.valueAsNumber));
    });
    this.#follow.push((state) => {
      // A slider that is being moved is ahead of the room's state.
      if (this.#timer !== undefined && document.activeElement === input) return;
      input.value = String(of.value(state));
      show();
    });
    return element('label', { title: hint }, element('span', {}, name), input, output);
  }

  #choice(control: Control, values: readonly string[]): HTMLElement {
    const select = element(
      'select',
      { 'data-testid': `look-${control.name}` },
      ...values.map((value) => element('option', { value }, value)),
    );
    select.addEventListener('change', () => this.#send({ values: { [control.name]: select.value } }));
    this.#follow.push((state) => {
      const value = controlValue(control, state.controls.get(control.name) ?? control.default);
      if (value !== undefined && document.activeElement !== select) select.value = values[value];
    });
    return element(
      'label',
      { title: packText(control.description) },
      element('span', {}, labelOf(control)),
      select,
    );
  }

  /** Limits the rate of messages by merging the changes in between. */
  #sendSoon(request: ControlsRequest): void {
    const { values, ...rest } = request;
    this.#waiting = { ...this.#waiting, ...rest };
    if (values) this.#waiting.values = { ...this.#waiting.values, ...values };
    this.#timer ??= window.setTimeout(() => {
      const { offered } = this;
      const waiting = this.#waiting;
      this.#timer = this.#waiting = undefined;
      if (offered && waiting) this.#send(waiting);
    }, sendEvery);
  }

  #send(request: ControlsRequest): void {
    if (!this.#options.send(request)) this.#options.say(texts.looks.notSent);
  }
}

function labelOf({ name }: Control): string {
  return texts.looks.names[name] ?? name;
}

function shown(value: number): string {
  return formats.number(value, 2);
}
