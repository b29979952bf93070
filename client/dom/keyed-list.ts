/** An item's element, and how it follows the item. */
export interface Keyed<Item> {
  root: HTMLElement;
  update(item: Item): void;
}

/**
 * Keeps one child of `root` for each item. Those of items that stay are updated in place, so that the
 * focus and what a screen reader reads stay where they are.
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

/** Changes a text only where it differs, so that nothing is read out twice. */
export function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
