import { type ChatMessage, chatRequestSchema } from '../../shared/messages.ts';
import { chatLimits } from '../../shared/text/display-text.ts';
import { button, element } from '../dom/element.ts';
import { FieldFocus } from '../dom/field-focus.ts';
import { icon } from '../dom/icon.ts';
import { faultText } from '../fault-text.ts';
import { texts } from '../texts.ts';
import { type ChatLine, ChatLog } from './chat-log.ts';
import { personName } from './person-name.ts';

export interface ChatPanelOptions {
  /** Sends a text; false if it was not sent. */
  send(text: string): boolean;
  /** Shows a sentence that is not a chat message. */
  say(sentence: string): void;
}

/** Milliseconds for which a new message is shown while the chat is closed. */
const lifetime = 12_000;

/**
 * The room's chat. Closed, it shows new messages and takes no keys. Open, it has the focus, and all keys go
 * to its field. Members are muted in the list of players.
 */
export class ChatPanel {
  readonly root: HTMLElement;
  readonly #options: ChatPanelOptions;
  readonly #log = new ChatLog();
  readonly #lines = element('div', {
    class: 'chat-log',
    role: 'log',
    'aria-live': 'polite',
    'aria-label': texts.chat.label,
    'data-testid': 'chat-log',
  });
  readonly #field: HTMLInputElement;
  readonly #form: HTMLFormElement;
  readonly #toggle: HTMLButtonElement;
  /** Where the focus was before the chat opened. */
  readonly #focus: FieldFocus;

  constructor(options: ChatPanelOptions) {
    this.#options = options;
    const { chat } = texts;
    this.#field = element('input', {
      type: 'text',
      maxlength: chatLimits.codeUnits,
      autocomplete: 'off',
      enterkeyhint: 'send',
      placeholder: chat.placeholder,
      'aria-label': chat.placeholder,
      title: texts.goals.hint.join('\n'),
      'data-testid': 'chat-field',
    });
    this.#form = element(
      'form',
      { class: 'chat-form' },
      this.#field,
      element('button', { type: 'submit', class: 'quiet' }, chat.send),
    );
    this.#toggle = button(
      '',
      { class: 'chat-toggle', title: chat.open, 'aria-label': chat.open, 'data-testid': 'toggle-chat' },
      () => {
        // Otherwise the space bar would press the button again instead of jumping.
        if (!this.#toggle.matches(':focus-visible')) this.#toggle.blur();
        this.#setOpen(!this.open);
      },
    );
    this.#toggle.append(icon('chat'));
    this.root = element(
      'section',
      { class: 'chat', 'aria-label': chat.label, 'data-testid': 'chat' },
      this.#lines,
      this.#form,
      this.#toggle,
    );
    this.#focus = new FieldFocus({
      ...{ root: this.root, field: this.#field },
      isOpen: () => this.open,
      close: () => this.#setOpen(false),
    });
    this.#setOpen(false);
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  get open(): boolean {
    return !this.#form.hidden;
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
    const { open } = texts.chat;
    this.#toggle.title = key === undefined ? open : texts.toolbar.shortcut(open, key);
  }

  /** Removes the messages of a sender from this page. */
  forget(id: string): void {
    this.#log.forget(id);
    for (const line of this.#lines.querySelectorAll(`[data-session-id="${CSS.escape(id)}"]`)) line.remove();
  }

  /** Shows a message. */
  show(message: ChatMessage): void {
    const made = this.#lineOf(this.#log.add(message));
    this.#lines.append(made);
    while (this.#lines.childElementCount > this.#log.lines.length) this.#lines.firstElementChild?.remove();
    this.#lines.scrollTop = this.#lines.scrollHeight;
    setTimeout(() => made.classList.remove('recent'), lifetime);
  }

  #setOpen(open: boolean): void {
    if (open && !this.open) this.#focus.remember();
    if (!open) this.#focus.giveBack();
    this.#form.hidden = !open;
    this.root.classList.toggle('open', open);
    this.#toggle.setAttribute('aria-expanded', String(open));
    this.#lines.scrollTop = this.#lines.scrollHeight;
    if (open) this.#field.focus();
  }

  /** An empty field closes the chat. A text that was not sent stays in the field. */
  #submit(): void {
    // Pasted text may contain tabs, which the field already displays as spaces.
    const text = this.#field.value.replace(/\s+/g, ' ').trim();
    const trouble = text === '' ? undefined : this.#send(text);
    if (trouble !== undefined) {
      this.#options.say(trouble);
      return;
    }
    this.#field.value = '';
    this.#setOpen(false);
  }

  /** Why a text was not sent; undefined if it was. */
  #send(text: string): string | undefined {
    const fault = faultText(chatRequestSchema.safeParse({ text }).error);
    if (fault !== undefined) return texts.chat.refused(fault);
    return this.#options.send(text) ? undefined : texts.chat.notSent;
  }

  #lineOf({ id, name, role, host, text }: ChatLine): HTMLElement {
    return element(
      'p',
      { class: 'chat-line recent', 'data-session-id': id, 'data-testid': 'chat-line' },
      element(
        'span',
        { class: 'chat-sender' },
        ...personName(name, host),
        ...(role === 'spectator' ? [` ${texts.chat.watching}`] : []),
      ),
      element('span', { class: 'chat-text', dir: 'auto' }, text),
    );
  }
}
