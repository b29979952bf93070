/**
 * Maps items in order with at most `count` concurrent calls of `work`. After a call failed, no further one begins, and
 * the failure is reported when those that run have ended: nothing goes on behind the caller's back.
 */
export async function mapAtMost<T, R>(
  count: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      try {
        results[index] = await work(items[index], index);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: count }, worker));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return results;
}
