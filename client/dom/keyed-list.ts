/** An item's element, and the function that updates it. */
export interface Keyed<Item> {
  root: HTMLElement;
  update(item: Item): void;
}

/**
 * Keeps one child of `root` for each item. Elements of remaining items are updated in place, which preserves
 * the focus and the position of a screen reader.
 */
export class KeyedList<Item> {
  readonly root: HTMLElement;
  readonly #keyOf: (item: Item) => string;
  readonly #make: (item: Item) => Keyed<Item>;
  #children = new Map<string, Keyed<Item>>();

  constructor(root: HTMLElement, keyOf: (item: Item) => string, make: (item: Item) => Keyed<Item>) {
    this.root = root;
    this.#keyOf = keyOf;
    this.#make = make;
  }

  update(items: readonly Item[]): void {
    const children = new Map(
      items.map((item) => {
        const key = this.#keyOf(item);
        return [key, this.#children.get(key) ?? this.#make(item)] as const;
      }),
    );
    for (const [key, child] of this.#children) if (!children.has(key)) child.root.remove();
    this.#children = children;
    for (const [index, item] of items.entries()) {
      const child = children.get(this.#keyOf(item));
      if (child === undefined) continue;
      child.update(item);
      if (this.root.children[index] !== child.root) {
        this.root.insertBefore(child.root, this.root.children[index] ?? null);
      }
    }
  }
}

/** Sets a text only if it differs, so that screen readers do not repeat it. */
export function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
