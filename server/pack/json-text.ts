/** Why a text is not JSON, as exactly as can be said; `field` is a dotted path, where one is known. */
export class JsonTextError extends Error {
  override name = 'JsonTextError';
  readonly field: string | undefined;

  constructor(message: string, options: { field?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.field = options.field;
  }
}

/** Strings, so that what stands in them is let be, or what Python's json writes for numbers that are none. */
const notANumber = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;
/** Strings, or a comma after which a list or an object ends. */
const trailingComma = /"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])/g;

/** A file's text: UTF-8 with or without a byte order mark, or UTF-16 with one. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

/** JSON.parse with errors that say where and what. Throws a JsonTextError. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (text.trim() === '') throw new JsonTextError('the file is empty', { cause });
    const field = fieldOfNotANumber(text);
    if (field !== undefined) {
      const [written] = [...text.matchAll(notANumber)].find(([part]) => !part.startsWith('"')) ?? ['NaN'];
      throw new JsonTextError(`${written} is no number that JSON has`, { field, cause });
    }
    const comma = [...text.matchAll(trailingComma)].find(([part]) => part === ',');
    if (comma !== undefined && parses(text.replace(trailingComma, (part) => (part === ',' ? '' : part)))) {
      const place = lineAndColumn(text, comma.index);
      throw new JsonTextError(`a comma stands before the end of a list or an object, at ${place}`, { cause });
    }
    const message = cause instanceof Error ? cause.message : String(cause);
    const [, position] = /at position (\d+)(?! \(line)/.exec(message) ?? [];
    const place = position === undefined ? '' : ` (${lineAndColumn(text, Number(position))})`;
    throw new JsonTextError(message + place, { cause });
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The path of the first NaN or Infinity, when nothing else is wrong with the text. */
function fieldOfNotANumber(text: string): string | undefined {
  const mark = '\u0000not a number';
  const marked = text.replace(notANumber, (part) => (part.startsWith('"') ? part : JSON.stringify(mark)));
  return parses(marked) ? pathOf(JSON.parse(marked), mark) : undefined;
}

function pathOf(value: unknown, wanted: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, entry] of Object.entries(value)) {
    if (entry === wanted) return key;
    const inner = pathOf(entry, wanted);
    if (inner !== undefined) return `${key}.${inner}`;
  }
  return undefined;
}

function lineAndColumn(text: string, index: number): string {
  const before = text.slice(0, index).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
