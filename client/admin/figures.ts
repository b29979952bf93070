import { element } from '../dom/element.ts';
import { setText } from '../dom/keyed-list.ts';

/** A list of named values; only the values change. */
export class Figures<Name extends string> {
  readonly root: HTMLElement;
  readonly #values = new Map<Name, HTMLElement>();

  constructor(labels: Readonly<Record<Name, string>>) {
    this.root = element('dl', { class: 'figures' });
    for (const name of Object.keys(labels) as Name[]) {
      const value = element('dd', { 'data-figure': name });
      this.#values.set(name, value);
      this.root.append(element('div', {}, element('dt', {}, labels[name]), value));
    }
  }

  update(values: Readonly<Record<Name, string>>): void {
    for (const [name, place] of this.#values) setText(place, values[name]);
  }
}
