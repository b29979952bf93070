import { type ReadonlySignal, signal } from '@preact/signals';
import { createRef, type JSX, type RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type ChatMessage, chatRequestSchema } from '../../shared/messages.ts';
import { chatLimits } from '../../shared/text/display-text.ts';
import { faultText } from '../fault-text.ts';
import { texts } from '../texts.ts';
import { FieldFocus } from '../ui/field-focus.ts';
import { Icon } from '../ui/icon.tsx';
import { Mounted } from '../ui/mounted.ts';
import { type ChatLine, ChatLog } from './chat-log.ts';
import { PersonName } from './sentence.tsx';

export interface ChatPanelOptions {
  /** Sends a text; false if it was not sent. */
  send(text: string): boolean;
  /** Shows a sentence that is not a chat message. */
  say(sentence: string): void;
}

/** Milliseconds for which a new message is shown while the chat is closed. */
const lifetime = 12_000;

/** A message as it is shown; `recent` for as long as a closed chat shows it. */
type ShownLine = ChatLine & { recent: boolean };

/**
 * The room's chat. Closed, it shows new messages and takes no keys. Open, it has the focus, and all keys go
 * to its field. Members are muted in the list of players.
 */
export class ChatPanel {
  readonly #options: ChatPanelOptions;
  readonly #log = new ChatLog();
  readonly #lines = signal<readonly ShownLine[]>([]);
  readonly #isOpen = signal(false);
  readonly #shortcut = signal<string | undefined>(undefined);
  readonly #field = createRef<HTMLInputElement>();
  readonly #view: Mounted;
  readonly #focus: FieldFocus;

  constructor(options: ChatPanelOptions) {
    this.#options = options;
    this.#view = new Mounted(
      <Chat
        lines={this.#lines}
        isOpen={this.#isOpen}
        shortcut={this.#shortcut}
        field={this.#field}
        toggle={() => this.#setOpen(!this.open)}
        submit={(text) => this.#submit(text)}
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

  close(): void {
    this.#setOpen(false);
  }

  /** Opens the chat by a key. */
  openByKey(): void {
    if (this.open) return;
    this.#setOpen(true);
    this.#focus.openedByKey();
  }

  /** Label of the control that opens the chat; undefined if there is none. */
  set shortcut(key: string | undefined) {
    this.#shortcut.value = key;
  }

  /** Removes the messages of a sender from this page. */
  forget(id: string): void {
    this.#log.forget(id);
    this.#show(this.#lines.peek());
  }

  /** Shows a message. */
  show(message: ChatMessage): void {
    const line = this.#log.add(message);
    this.#show([...this.#lines.peek(), { ...line, recent: true }]);
    setTimeout(() => {
      this.#show(
        this.#lines.peek().map((each) => (each.number === line.number ? { ...each, recent: false } : each)),
      );
    }, lifetime);
  }

  /** Shows those of the lines that the log still has. */
  #show(lines: readonly ShownLine[]): void {
    const kept = new Set(this.#log.lines.map(({ number }) => number));
    this.#lines.value = lines.filter(({ number }) => kept.has(number));
  }

  #setOpen(open: boolean): void {
    if (open && !this.open) this.#focus.remember();
    if (!open) this.#focus.giveBack();
    this.#isOpen.value = open;
  }

  /** An empty field closes the chat. A text that was not sent stays in the field. */
  #submit(typed: string): void {
    // Pasted text may contain tabs, which the field already displays as spaces.
    const text = typed.replace(/\s+/g, ' ').trim();
    const trouble = text === '' ? undefined : this.#send(text);
    if (trouble !== undefined) {
      this.#options.say(trouble);
      return;
    }
    if (this.#field.current) this.#field.current.value = '';
    this.#setOpen(false);
  }

  /** Why a text was not sent; undefined if it was. */
  #send(text: string): string | undefined {
    const fault = faultText(chatRequestSchema.safeParse({ text }).error);
    if (fault !== undefined) return texts.chat.refused(fault);
    return this.#options.send(text) ? undefined : texts.chat.notSent;
  }
}

interface ChatProps {
  lines: ReadonlySignal<readonly ShownLine[]>;
  isOpen: ReadonlySignal<boolean>;
  shortcut: ReadonlySignal<string | undefined>;
  field: RefObject<HTMLInputElement | null>;
  toggle(): void;
  submit(text: string): void;
}

function Chat({ lines, isOpen, shortcut, field, toggle, submit }: ChatProps): JSX.Element {
  const { chat, goals, toolbar } = texts;
  const open = isOpen.value;
  const key = shortcut.value;
  useLayoutEffect(() => {
    if (open) field.current?.focus();
  }, [open]);
  return (
    <section class={open ? 'chat open' : 'chat'} aria-label={chat.label} data-testid="chat">
      <Lines lines={lines} open={open} />
      <form
        class="chat-form"
        hidden={!open}
        onSubmit={(event) => {
          event.preventDefault();
          submit(field.current?.value ?? '');
        }}
      >
        <input
          type="text"
          maxlength={chatLimits.codeUnits}
          autocomplete="off"
          enterkeyhint="send"
          placeholder={chat.placeholder}
          aria-label={chat.placeholder}
          title={goals.hint.join('\n')}
          data-testid="chat-field"
          ref={field}
        />
        <button type="submit" class="quiet">
          {chat.send}
        </button>
      </form>
      <button
        type="button"
        class="chat-toggle"
        title={key === undefined ? chat.open : toolbar.shortcut(chat.open, key)}
        aria-label={chat.open}
        aria-expanded={open}
        data-testid="toggle-chat"
        onClick={({ currentTarget }) => {
          // Otherwise the space bar would press the button again instead of jumping.
          if (!currentTarget.matches(':focus-visible')) currentTarget.blur();
          toggle();
        }}
      >
        <Icon name="chat" />
      </button>
    </section>
  );
}

function Lines({ lines, open }: { lines: ChatProps['lines']; open: boolean }): JSX.Element {
  const log = useRef<HTMLDivElement>(null);
  const newest = lines.value.at(-1)?.number;
  // The newest message is in sight.
  useLayoutEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [newest, open]);
  return (
    <div
      class="chat-log"
      role="log"
      aria-live="polite"
      aria-label={texts.chat.label}
      data-testid="chat-log"
      ref={log}
    >
      {lines.value.map(({ number, id, name, role, host, text, recent }) => (
        <p
          class={recent ? 'chat-line recent' : 'chat-line'}
          data-session-id={id}
          data-testid="chat-line"
          key={number}
        >
          <span class="chat-sender">
            <PersonName name={name} host={host} />
            {role === 'spectator' && ` ${texts.chat.watching}`}
          </span>
          <span class="chat-text" dir="auto">
            {text}
          </span>
        </p>
      ))}
    </div>
  );
}
