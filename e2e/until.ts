/** Timeout in milliseconds; long, because test machines are busy. */
const patience = 120_000;
/** Milliseconds between polls. */
const interval = 50;

/** Polls `poll` until it returns something other than undefined, null or false, and returns that. */
export async function until<T>(
  what: string,
  poll: () => Promise<T | undefined | null | false> | T | undefined | null | false,
): Promise<T> {
  for (const end = performance.now() + patience; ; ) {
    const seen = await poll();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`It never came that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
