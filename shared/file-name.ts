/** Most characters (code points) of one part of a file name. */
const mostCharacters = 40;

/**
 * Makes a file name that every operating system accepts from names that people typed. Letters and digits of
 * every script stay; all else becomes single hyphens, so that no path, control or reserved character is left.
 */
export function fileName(parts: readonly string[], extension: string): string {
  const cleaned = parts.map(cleanPart).filter((part) => part !== '');
  return `${cleaned.join('-') || 'worldroom'}.${extension}`;
}

/** Local date and time for a file name: 2026-03-04-15-06-07. */
export function fileTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())];
  return [...date, two(time.getHours()), two(time.getMinutes()), two(time.getSeconds())].join('-');
}

function cleanPart(part: string): string {
  const hyphened = part.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  return [...hyphened]
    .slice(0, mostCharacters)
    .join('')
    .replace(/^-+|-+$/g, '');
}
