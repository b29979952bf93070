import type { RefCallback } from 'preact';

/**
 * For the `ref` of an element without children of its own: it holds these hand-made ones. Where they stand beside
 * elements of a component, `<div class="held">` holds them, which has no box.
 */
export function holding<Holder extends Element>(...held: readonly Node[]): RefCallback<Holder> {
  return (holder) => {
    // A component that renders again gives another function, and nothing moves.
    if (holder !== null && held.some((node) => node.parentNode !== holder)) holder.replaceChildren(...held);
  };
}
