/** Stands for -0, which JSON writes as 0. No text of people or of the engine contains NUL. */
const negativeZero = '\u0000-0';

/** Plain data as JSON that {@link parseExact} reads bit by bit alike. */
export function exactText(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) => (Object.is(value, -0) ? negativeZero : value));
}

/** @throws SyntaxError if the text is not JSON */
export function parseExact(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => (value === negativeZero ? -0 : value));
}
