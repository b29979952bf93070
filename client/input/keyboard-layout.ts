import { z } from 'zod';

/**
 * What keys are called on the keyboard of the person who plays. A code (KeyboardEvent.code) says where a key is, by the
 * names of the US layout; what is printed on it depends on the keyboard: KeyW is Z on a French one. Browsers built on
 * Chromium tell the whole layout on secure pages (W3C, Keyboard Map); elsewhere each key is learnt as it is pressed, and
 * kept for the next visit. Where a layout has letters of another script, keyboards show the Latin ones, too, and the
 * physical name does.
 */
const storageKey = 'worldroom.keyboard';

const learntSchema = z
  .record(z.string().regex(/^[A-Z][A-Za-z0-9]{0,31}$/), z.string().min(1).max(4))
  .catch({});

/** Keys whose names depend on the layout; digits are printed on all, whatever they write without Shift. */
const layoutKeys =
  /^(?:Key[A-Z]|Bracket(?:Left|Right)|Semicolon|Quote|Backquote|Backslash|Comma|Period|Slash|Minus|Equal|Intl(?:Backslash|Ro|Yen))$/;

/** The part of a Storage that is used. */
type Store = Pick<Storage, 'getItem' | 'setItem'>;
/** The used properties of a KeyboardEvent. */
export type KeyPress = Pick<
  KeyboardEvent,
  'code' | 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'isComposing'
> & { getModifierState?(name: string): boolean };

export class KeyboardLayout {
  readonly #store: Store | undefined;
  readonly #listeners = new Set<() => void>();
  /** The layout map that the browser reports; empty for none. */
  #told: ReadonlyMap<string, string> = new Map();
  #learnt: Record<string, string>;

  constructor(store?: Store) {
    this.#store = store;
    let stored: unknown;
    try {
      stored = JSON.parse(store?.getItem(storageKey) ?? '{}');
    } catch {
      // Storage is blocked, or was written by something else.
    }
    this.#learnt = learntSchema.parse(stored);
  }

  /** The legend of a key whose name depends on the layout; undefined while unknown. */
  nameOf(code: string): string | undefined {
    if (!layoutKeys.test(code)) return undefined;
    // The character of a pressed key is newer than the browser's layout map.
    return this.#learnt[code] ?? printedOn(this.#told.get(code));
  }

  /** Calls `changed` whenever a name is another one; the returned function ends that. */
  follow(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** The browser tells the layout: what each key writes without modifiers. */
  tell(layout: Iterable<readonly [string, string]>): void {
    this.#told = new Map(layout);
    // The learnt names may belong to another layout.
    const known = Object.entries(this.#learnt).filter(([code]) => !this.#told.has(code));
    this.#keep(Object.fromEntries(known));
    this.#changed();
  }

  /** Learns the legend of a key from the character of a key press. */
  learn(press: KeyPress): void {
    const { code, key, shiftKey, ctrlKey, altKey, metaKey, isComposing } = press;
    if (!layoutKeys.test(code) || ctrlKey || altKey || metaKey || isComposing) return;
    if (press.getModifierState?.('AltGraph')) return;
    const letter = isLetter(key);
    // With Shift, only letters are the same key's.
    if (shiftKey && !letter) return;
    const name = printedOn(key);
    if (name === undefined) {
      // A layout of another script, or a dead key: the name learnt with another layout is no longer valid.
      if (letter && this.#learnt[code] !== undefined) this.#forget(code);
      return;
    }
    if (this.nameOf(code) === name || (isPhysical(code, name) && this.nameOf(code) === undefined)) return;
    this.#keep({ ...this.#learnt, [code]: name });
    this.#changed();
  }

  #forget(code: string): void {
    const { [code]: _, ...rest } = this.#learnt;
    this.#keep(rest);
    this.#changed();
  }

  #keep(learnt: Record<string, string>): void {
    this.#learnt = learnt;
    try {
      this.#store?.setItem(storageKey, JSON.stringify(learnt));
    } catch {
      // Storage is blocked: it lasts as long as the page.
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** What a key that writes this is called: Latin letters in capitals, and signs; undefined for the rest. */
function printedOn(written: string | undefined): string | undefined {
  if (written === undefined || [...written].length !== 1) return undefined;
  const name = written === 'ß' ? written : written.toLocaleUpperCase('en');
  return /^(?:\p{Script=Latin}|[!-/:-@[-`{-~§°£¤¨´µ²³¡¿«»€¬¦])+$/u.test(name) && !/^\d/.test(name)
    ? name
    : undefined;
}

function isLetter(written: string): boolean {
  return /^\p{L}$/u.test(written);
}

/** Whether the US layout has the same legend there. */
function isPhysical(code: string, name: string): boolean {
  return code === `Key${name}`;
}

/** The keyboard of this page. */
export const keyboardLayout = new KeyboardLayout(localStore());

/** The used part of the interface Keyboard, which TypeScript's library lacks. */
const keyboardSchema = z.object({
  getLayoutMap: z.custom<() => Promise<Iterable<readonly [string, string]>>>(
    (value) => typeof value === 'function',
  ),
});

/** Learns the layout of this page's keyboard, from the browser and from key presses, until `signal` is aborted. */
export function watchKeyboard(layout: KeyboardLayout, signal: AbortSignal): void {
  window.addEventListener('keydown', (event) => layout.learn(event), { signal, capture: true });
  const ask = async () => {
    const keyboard: unknown = Reflect.get(navigator, 'keyboard');
    if (!keyboardSchema.safeParse(keyboard).success) return;
    const { getLayoutMap } = keyboardSchema.parse(keyboard);
    const told = await Reflect.apply(getLayoutMap, keyboard, []);
    if (!signal.aborted) layout.tell([...told]);
  };
  const askSafely = () => {
    // Refused in frames without permission; then keys are learnt one by one.
    ask().catch(() => undefined);
  };
  askSafely();
  // A person may have changed the layout in another window.
  window.addEventListener('focus', askSafely, { signal });
}

function localStore(): Store | undefined {
  try {
    return typeof localStorage === 'undefined' ? undefined : localStorage;
  } catch {
    return undefined;
  }
}
