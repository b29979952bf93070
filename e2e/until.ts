/** Milliseconds until something that does not come is given up; generous, because test machines are busy. */
const patience = 120_000;
/** Milliseconds between looks. */
const interval = 50;

/** Waits until `look` gives something other than undefined, null or false, and gives that. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
): Promise<T> {
  for (const end = performance.now() + patience; ; ) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`It never came that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
