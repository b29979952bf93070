import { type ChatMessage, mostChatCharacters } from '../../shared/messages.ts';
import { button, element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { belongsToPage } from '../input/keyboard.ts';
import { texts } from '../texts.ts';
import { type ChatLine, ChatLog } from './chat-log.ts';

export interface ChatPanelOptions {
  /** The page's own session id; its sender cannot be muted. */
  ownId(): string | undefined;
  /** Sends a text; false when it could not. */
  send(text: string): boolean;
  /** True for keys that the game has taken. */
  isTaken(code: string): boolean;
  /** Says something that is no message. */
  say(sentence: string): void;
}

const openingKey = 'Enter';
/** Milliseconds for which a new message is seen while the chat is closed. */
const lifetime = 12_000;

/**
 * What people in the room write to each other. Closed, it shows what is new and takes no keys; open, it
 * has the focus, and every key goes to its field. Whoever is muted is silent on this page alone.
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
  readonly #muted = element('ul', { class: 'chat-muted', 'aria-label': texts.chat.muted });
  readonly #field: HTMLInputElement;
  readonly #form: HTMLFormElement;
  readonly #toggle: HTMLButtonElement;
  readonly #listening = new AbortController();
  /** Where the focus was before the chat opened. */
  #formerFocus: Element | null = null;

  constructor(options: ChatPanelOptions) {
    this.#options = options;
    const { chat } = texts;
    this.#field = element('input', {
      type: 'text',
      maxlength: mostChatCharacters,
      autocomplete: 'off',
      enterkeyhint: 'send',
      placeholder: chat.placeholder,
      'aria-label': chat.placeholder,
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
        // Else the space bar would press the button again instead of jumping.
        if (!this.#toggle.matches(':focus-visible')) this.#toggle.blur();
        this.#setOpen(!this.open);
      },
    );
    this.#toggle.append(icon('chat'));
    this.root = element(
      'section',
      { class: 'chat', 'aria-label': chat.label, 'data-testid': 'chat' },
      this.#lines,
      this.#muted,
      this.#form,
      this.#toggle,
    );
    this.#setOpen(false);
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.root.addEventListener('keydown', (event) => {
      // Else a key that stays down would open the chat and at once send or close it.
      if (event.code === openingKey && event.repeat && event.target === this.#field) event.preventDefault();
      if (event.code === 'Escape' && !event.isComposing) this.#setOpen(false);
    });
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.code !== openingKey || event.repeat || this.open || belongsToPage(event)) return;
        if (event.ctrlKey || event.altKey || event.metaKey || options.isTaken(openingKey)) return;
        event.preventDefault();
        this.#setOpen(true);
      },
      { signal: this.#listening.signal },
    );
  }

  get open(): boolean {
    return !this.#form.hidden;
  }

  /** Somebody wrote. */
  show(message: ChatMessage): void {
    const line = this.#log.add(message);
    if (!line) return;
    const made = this.#lineOf(line);
    this.#lines.append(made);
    while (this.#lines.childElementCount > this.#log.lines.length) this.#lines.firstElementChild?.remove();
    this.#lines.scrollTop = this.#lines.scrollHeight;
    setTimeout(() => made.classList.remove('recent'), lifetime);
  }

  close(): void {
    this.#listening.abort();
  }

  #setOpen(open: boolean): void {
    const focused = document.activeElement;
    if (open && !this.open) this.#formerFocus = focused;
    this.#form.hidden = !open;
    this.root.classList.toggle('open', open);
    this.#toggle.setAttribute('aria-expanded', String(open));
    this.#lines.scrollTop = this.#lines.scrollHeight;
    if (open) this.#field.focus();
    else if (focused instanceof HTMLElement && this.root.contains(focused)) {
      // What is hidden may keep the focus for a while, and with it the keys.
      focused.blur();
      if (this.#formerFocus instanceof HTMLElement) this.#formerFocus.focus();
    }
  }

  /** An empty field closes the chat; what could not be sent stays in it. */
  #submit(): void {
    const text = this.#field.value.trim();
    if (text !== '' && !this.#options.send(text)) {
      this.#options.say(texts.chat.notSent);
      return;
    }
    this.#field.value = '';
    this.#setOpen(false);
  }

  #lineOf({ id, name, role, text }: ChatLine): HTMLElement {
    const { chat } = texts;
    const line = element(
      'p',
      { class: 'chat-line recent', 'data-session-id': id, 'data-testid': 'chat-line' },
      element('span', { class: 'chat-sender' }, role === 'spectator' ? chat.watching(name) : name),
      element('span', { class: 'chat-text' }, text),
    );
    if (id !== this.#options.ownId()) {
      const mute = { class: 'chat-mute', 'aria-label': chat.muteWhom(name), 'data-testid': 'mute' };
      line.append(button(chat.mute, mute, () => this.#mute(id, name)));
    }
    return line;
  }

  #mute(id: string, name: string): void {
    this.#log.mute(id, name);
    for (const line of this.#lines.querySelectorAll(`[data-session-id="${CSS.escape(id)}"]`)) line.remove();
    this.#showMuted();
    // The button that was pressed is gone.
    this.#field.focus();
  }

  #showMuted(): void {
    const { chat } = texts;
    this.#muted.replaceChildren(
      ...[...this.#log.muted].map(([id, name]) =>
        element(
          'li',
          {},
          element('span', {}, chat.isMuted(name)),
          button(chat.unmute, { class: 'chat-mute', 'aria-label': chat.unmuteWhom(name) }, () => {
            this.#log.unmute(id);
            this.#showMuted();
            this.#field.focus();
          }),
        ),
      ),
    );
  }
}
