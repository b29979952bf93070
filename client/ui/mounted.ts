import { render, type VNode } from 'preact';

/**
 * The element of a component whose parent is no component: the parent appends `root` where it likes. The component has
 * one element, always the same, because Preact does not know where it lies.
 */
export class Mounted {
  readonly root: HTMLElement;
  /** Where Preact looks for the element again when it renders. */
  readonly #place = document.createDocumentFragment();

  constructor(view: VNode) {
    render(view, this.#place);
    const { firstChild: root, childNodes } = this.#place;
    if (!(root instanceof HTMLElement) || childNodes.length > 1) {
      throw new TypeError('A mounted component makes one HTML element');
    }
    this.root = root;
  }

  /** Removes the element and ends the effects of its components. */
  close(): void {
    render(null, this.#place);
  }
}
