/** Blobs that are read at the same time. A store far away takes as long for each as a disk for many. */
const atOnce = 8;

/** Loads something for each item, in their order, and begins with the next ones meanwhile. */
export async function* readAhead<Item, Result>(
  items: readonly Item[],
  load: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  let next = 0;
  while (next < items.length || begun.length > 0) {
    while (next < items.length && begun.length < atOnce) {
      const loading = load(items[next++]);
      // A failure is thrown where it is awaited, which may be later.
      loading.catch(() => {});
      begun.push(loading);
    }
    const first = begun.shift();
    if (first !== undefined) yield await first;
  }
}
