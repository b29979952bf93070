import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Control, controlValue } from '../../shared/controls.ts';
import type { ControlsAnswer, ControlsRequest, PublicPack } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { promptLimits } from '../../shared/text/display-text.ts';
import { packText, texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import { LookChoice, LookSlider, lookNumber } from './look-field.tsx';

export interface ControlsPanelOptions {
  /** Sends the host's request; false if it was not sent. */
  send(request: ControlsRequest): boolean;
  /** Shows a sentence outside the panel. */
  say(sentence: string): void;
}

/** A field of the panel, with the room's value or a newer one that the person has just chosen. */
type Field =
  | { kind: 'slider'; id: string; value: Signal<number>; of(state: RoomState): number; view: JSX.Element }
  | {
      kind: 'choice';
      id: string;
      value: Signal<string>;
      of(state: RoomState): string | undefined;
      view: JSX.Element;
    };

/** Milliseconds between two messages of a moving slider. */
const sendEvery = 350;

/**
 * The host's panel for time of day, weather and theme: the pack's controls, the strength of their guidance,
 * and a prompt as an alternative. It shows the room's values, whoever changed them.
 */
export class ControlsPanel {
  readonly #options: ControlsPanelOptions;
  readonly #open = signal(false);
  readonly #fields = signal<readonly Field[]>([]);
  /** Whether the world understands a prompt. */
  readonly #prompts = signal(true);
  readonly #answer = signal('');
  readonly #view: Mounted;
  #pack: PublicPack | undefined;
  #host = false;
  #waiting: ControlsRequest | undefined;
  #timer: number | undefined;
  /** Where the focus was before the panel opened. */
  #formerFocus: Element | null = null;

  constructor(options: ControlsPanelOptions) {
    this.#options = options;
    this.#view = new Mounted(
      <Looks
        open={this.#open}
        fields={this.#fields}
        prompts={this.#prompts}
        answer={this.#answer}
        prompted={(prompt) => this.#send({ prompt })}
        toggle={() => this.toggle()}
        close={() => this.#setOpen(false)}
      />,
    );
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  get open(): boolean {
    return this.#open.value;
  }

  /** Creates a field for each control of the pack. */
  show(pack: PublicPack): void {
    this.#pack = pack;
    const { relight, controls } = pack;
    if (relight === undefined) return;
    this.#fields.value = [
      ...controls.map((control) =>
        control.values ? this.#choice(control, control.values) : this.#range(control),
      ),
      this.#slider({
        ...{ name: texts.looks.guidance, hint: texts.looks.guidanceHint, id: 'guidance' },
        limits: relight.guidance,
        request: (guidance) => ({ guidance }),
        of: (state) => state.guidance,
      }),
    ];
    this.#prompts.value = relight.prompt !== undefined;
  }

  /** True if the page's player may change a control. */
  get offered(): boolean {
    return this.#host && this.#pack?.relight !== undefined;
  }

  update(state: RoomState, host: boolean): void {
    this.#host = host;
    if (!this.offered) this.#setOpen(false);
    for (const field of this.#fields.value) this.#follow(field, state);
  }

  /** Opens or closes the panel; does nothing on a page that is not host. */
  toggle(): void {
    this.#setOpen(!this.open && this.offered);
  }

  /** The room's answer to the prompt. */
  answer({ understood, unknown }: ControlsAnswer): void {
    const { looks } = texts;
    const controls = this.#pack?.controls ?? [];
    const settings = controls.flatMap((control) => {
      const value = understood[control.name];
      if (value === undefined) return [];
      return [`${labelOf(control)} ${control.values?.[value] ?? lookNumber(value)}`];
    });
    const offers = controls.map((control) =>
      control.values ? looks.oneOf(labelOf(control), control.values.join(', ')) : labelOf(control),
    );
    this.#answer.value = [
      settings.length > 0 ? looks.understood(settings.join(', ')) : looks.nothing,
      ...(unknown.length > 0 ? [looks.unknown(unknown.join(', '))] : []),
      ...(unknown.length > 0 || settings.length === 0 ? [looks.offers(offers.join(', '))] : []),
    ].join(' ');
  }

  close(): void {
    window.clearTimeout(this.#timer);
  }

  #setOpen(open: boolean): void {
    if (open === this.open) return;
    const focused = document.activeElement;
    this.#open.value = open;
    if (open) this.#formerFocus = focused;
    else if (focused instanceof HTMLElement && this.root.contains(focused)) {
      focused.blur();
      if (this.#formerFocus instanceof HTMLElement) this.#formerFocus.focus();
    }
  }

  /** Shows the room's value. A field that the person changes is ahead of the room's state. */
  #follow(field: Field, state: RoomState): void {
    const focused = document.activeElement?.getAttribute('data-testid') === field.id;
    if (field.kind === 'slider') {
      if (this.#timer === undefined || !focused) field.value.value = field.of(state);
    } else if (!focused) field.value.value = field.of(state) ?? field.value.value;
  }

  #range(control: Control): Field {
    return this.#slider({
      ...{ name: labelOf(control), hint: packText(control.description), id: control.name },
      limits: control,
      request: (value) => ({ values: { [control.name]: value } }),
      of: (state) => state.controls.get(control.name) ?? control.default,
    });
  }

  #slider(made: {
    name: string;
    hint: string;
    id: string;
    limits: { minimum: number; maximum: number };
    request(value: number): ControlsRequest;
    of(state: RoomState): number;
  }): Field {
    const { name, hint, limits, request, of } = made;
    const id = `look-${made.id}`;
    const value = signal(limits.minimum);
    const { minimum, maximum } = limits;
    const moved = (moved: number) => this.#sendSoon(request(moved));
    const view = <LookSlider {...{ name, hint, minimum, maximum, value, moved }} testId={id} key={id} />;
    return { kind: 'slider', id, value, of, view };
  }

  #choice(control: Control, options: readonly string[]): Field {
    const id = `look-${control.name}`;
    const value = signal(options[0]);
    const view = (
      <LookChoice
        {...{ options, value }}
        name={labelOf(control)}
        hint={packText(control.description)}
        testId={id}
        chosen={(chosen) => this.#send({ values: { [control.name]: chosen } })}
        key={id}
      />
    );
    const of = (state: RoomState) => {
      const index = controlValue(control, state.controls.get(control.name) ?? control.default);
      return index === undefined ? undefined : options[index];
    };
    return { kind: 'choice', id, value, of, view };
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

interface LooksProps {
  open: ReadonlySignal<boolean>;
  fields: ReadonlySignal<readonly Field[]>;
  prompts: ReadonlySignal<boolean>;
  answer: ReadonlySignal<string>;
  prompted(prompt: string): void;
  toggle(): void;
  close(): void;
}

function Looks({ open, fields, prompts, answer, prompted, toggle, close }: LooksProps): JSX.Element {
  const { looks } = texts;
  const root = useRef<HTMLElement>(null);
  const prompt = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (open.value) root.current?.querySelector<HTMLElement>('input, select')?.focus();
  }, [open.value]);
  return (
    <section
      class="look-panel"
      aria-label={looks.title}
      data-testid="look-panel"
      hidden={!open.value}
      ref={root}
      onKeyDown={(event) => {
        if (event.code !== 'Escape' || event.isComposing) return;
        event.preventDefault();
        close();
      }}
    >
      <h2>{looks.title}</h2>
      <div class="look-fields">{fields.value.map(({ view }) => view)}</div>
      <h3 hidden={!prompts.value}>{looks.prompt}</h3>
      <form
        class="look-prompt"
        hidden={!prompts.value}
        onSubmit={(event) => {
          event.preventDefault();
          const text = prompt.current?.value.trim() ?? '';
          if (text !== '') prompted(text);
        }}
      >
        <input
          type="text"
          maxlength={promptLimits.codeUnits}
          autocomplete="off"
          placeholder={looks.promptPlaceholder}
          aria-label={looks.prompt}
          data-testid="look-prompt"
          ref={prompt}
        />
        <button type="submit" data-testid="look-send">
          {looks.send}
        </button>
      </form>
      <p class="panel-message" role="status" data-testid="look-answer">
        {answer.value}
      </p>
      <button type="button" class="quiet" data-testid="look-close" onClick={toggle}>
        {looks.close}
      </button>
    </section>
  );
}

function labelOf({ name }: Control): string {
  return texts.looks.names[name] ?? name;
}
