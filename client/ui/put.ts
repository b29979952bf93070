import type { Signal } from '@preact/signals';

/**
 * Gives a signal plain data that was read from a room's state, which comes with every tick. Nothing is rendered anew while
 * the data says the same.
 */
export function put<Data>(place: Signal<Data>, data: Data): void {
  if (JSON.stringify(place.peek()) !== JSON.stringify(data)) place.value = data;
}
