import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { type EmoteName, emoteNames } from '../../shared/emote.ts';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';
import { Mounted } from '../ui/mounted.ts';

/** Menu of emotes, for arrow keys and Enter, pointers and fingers. Escape closes it. */
export class EmoteMenu {
  readonly #view: Mounted;
  readonly #isOpen = signal(false);
  readonly #opened: (open: boolean) => void;
  /** Where the focus was before the menu opened. */
  #formerFocus: Element | null = null;

  /** `opened` is called whenever the menu opens or closes. */
  constructor(choose: (emote: EmoteName) => void, opened: (open: boolean) => void) {
    this.#opened = opened;
    this.#view = new Mounted(
      <Emotes
        isOpen={this.#isOpen}
        choose={(emote) => {
          this.close();
          choose(emote);
        }}
        close={(back) => this.close(back)}
      />,
    );
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  get open(): boolean {
    return this.#isOpen.peek();
  }

  toggle(): void {
    if (this.open) {
      this.close();
      return;
    }
    this.#formerFocus = document.activeElement;
    this.#isOpen.value = true;
    this.#opened(true);
  }

  /** Closes the menu; returns the focus to where it was, unless it has moved already. */
  close(back = true): void {
    if (!this.open) return;
    const inside = this.root.contains(document.activeElement);
    const former = this.#formerFocus;
    this.#isOpen.value = false;
    this.#opened(false);
    if (back && inside && former instanceof HTMLElement) former.focus();
  }

  end(): void {
    this.#view.close();
  }
}

interface EmotesProps {
  isOpen: ReadonlySignal<boolean>;
  choose(emote: EmoteName): void;
  /** `back` is false if the focus has moved already. */
  close(back?: boolean): void;
}

function Emotes({ isOpen, choose, close }: EmotesProps): JSX.Element {
  const open = isOpen.value;
  const menu = useRef<HTMLDivElement>(null);
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];

  useLayoutEffect(() => {
    if (open) items()[0]?.focus();
  }, [open]);
  useEffect(() => {
    if (!open) return;
    const pressed = (event: PointerEvent) => {
      const tool = event.target instanceof Element && event.target.closest('[data-testid="toggle-emotes"]');
      if (!tool && !(menu.current && event.composedPath().includes(menu.current))) close();
    };
    document.addEventListener('pointerdown', pressed);
    return () => document.removeEventListener('pointerdown', pressed);
  }, [open]);

  function key(event: KeyboardEvent): void {
    const all = items();
    const at = all.findIndex((item) => item.matches(':focus'));
    const to = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1 + all.length,
      ArrowUp: at - 1 + all.length,
      Home: 0,
      End: all.length - 1,
    }[event.code];
    if (to !== undefined) all[to % all.length].focus();
    else if (event.code === 'Escape') close();
    else {
      if (event.code === 'Tab') close();
      return;
    }
    event.preventDefault();
    // Keeps the arrow keys from turning the player.
    event.stopPropagation();
  }

  return (
    <div
      class="emote-menu"
      role="menu"
      aria-label={texts.emotes.label}
      data-testid="emote-menu"
      hidden={!open}
      ref={menu}
      onKeyDown={key}
      onFocusOut={({ relatedTarget, currentTarget }) => {
        const inside = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
        // A press outside may remove the focus; the press itself closes the menu.
        if (!inside && relatedTarget !== null) close(false);
      }}
    >
      {emoteNames.map((name) => (
        <button
          type="button"
          class="emote"
          role="menuitem"
          tabindex={-1}
          data-testid={`emote-${name}`}
          onClick={() => choose(name)}
          key={name}
        >
          <Icon name={name} />
          <span>{texts.emotes.names[name]}</span>
        </button>
      ))}
    </div>
  );
}
