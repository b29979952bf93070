import { z } from 'zod';

/**
 * Labels of keys on the person's own keyboard. A code (KeyboardEvent.code) identifies the position of a key
 * by its name on the US layout. Its legend depends on the layout: KeyW is Z on a French keyboard. Chromium
 * reports the whole layout on secure pages (Keyboard Map, W3C). In other browsers each legend is learnt when
 * the key is pressed, and stored for the next visit. Keyboards of other scripts also show Latin letters, so
 * their keys get the name of the code.
 */
const storageKey = 'worldroom.keyboard';

const learntSchema = z
  .record(z.string().regex(/^[A-Z][A-Za-z0-9]{0,31}$/), z.string().min(1).max(4))
  .catch({});

/** Keys whose legends depend on the layout. Digits do not count: all layouts print them. */
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
  /** The layout map that the browser reported; empty if it reports none. */
  #layoutMap: ReadonlyMap<string, string> = new Map();
  #learnt: Record<string, string>;

  constructor(store?: Store) {
    this.#store = store;
    let stored: unknown;
    try {
      stored = JSON.parse(store?.getItem(storageKey) ?? '{}');
    } catch {
      // Storage is blocked, or its contents are invalid.
    }
    this.#learnt = learntSchema.parse(stored);
  }

  /** The legend of a key that depends on the layout; undefined if unknown. */
  nameOf(code: string): string | undefined {
    if (!layoutKeys.test(code)) return undefined;
    // The character of a pressed key is newer than the browser's layout map.
    return this.#learnt[code] ?? printedOn(this.#layoutMap.get(code));
  }

  /** Calls `changed` after every change of a label. The returned function stops that. */
  follow(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** Takes the layout map of the browser: the character of each key without modifiers. */
  setLayoutMap(layout: Iterable<readonly [string, string]>): void {
    this.#layoutMap = new Map(layout);
    // Learnt legends may belong to a former layout.
    const known = Object.entries(this.#learnt).filter(([code]) => !this.#layoutMap.has(code));
    this.#keep(Object.fromEntries(known));
    this.#changed();
  }

  /** Learns the legend of a key from the character of a key press. */
  learn(press: KeyPress): void {
    const { code, key, shiftKey, ctrlKey, altKey, metaKey, isComposing } = press;
    if (!layoutKeys.test(code) || ctrlKey || altKey || metaKey || isComposing) return;
    if (press.getModifierState?.('AltGraph')) return;
    const letter = isLetter(key);
    // With Shift, only letters identify the key.
    if (shiftKey && !letter) return;
    const name = printedOn(key);
    if (name === undefined) {
      // A layout of another script, or a dead key: the legend learnt on another layout is invalid.
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
      // Storage is blocked: the layout lasts as long as the page.
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The legend for a character: Latin letters in capitals, and signs; undefined for others. */
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

/** Whether the US layout has the same legend on that key. */
function isPhysical(code: string, name: string): boolean {
  return code === `Key${name}`;
}

/** The keyboard of this page. */
export const keyboardLayout = new KeyboardLayout(localStore());

/** The used part of the Keyboard interface, which TypeScript's library lacks. */
const keyboardSchema = z.object({
  getLayoutMap: z.custom<() => Promise<Iterable<readonly [string, string]>>>(
    (value) => typeof value === 'function',
  ),
});

/**
 * Learns the layout of this page's keyboard from the browser and from key presses, until `signal` is aborted.
 */
export function watchKeyboard(layout: KeyboardLayout, signal: AbortSignal): void {
  window.addEventListener('keydown', (event) => layout.learn(event), { signal, capture: true });
  const ask = async () => {
    const keyboard: unknown = Reflect.get(navigator, 'keyboard');
    if (!keyboardSchema.safeParse(keyboard).success) return;
    const { getLayoutMap } = keyboardSchema.parse(keyboard);
    const entries = await Reflect.apply(getLayoutMap, keyboard, []);
    if (!signal.aborted) layout.setLayoutMap([...entries]);
  };
  const askSafely = () => {
    // Refused in frames without permission; then keys are learnt when they are pressed.
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
