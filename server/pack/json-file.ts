import { readFile, stat } from 'node:fs/promises';
import { decodeText, JsonTextError, parseJson } from './json-text.ts';
import { PackError } from './pack-error.ts';

export interface JsonFileRemedies {
  /** A sentence: what to do when the file cannot be read. */
  unreadable: string;
  /** A sentence: what to do when it is not JSON. */
  broken: string;
}

/** Bytes; far over what 4096 keyframes or frames take. */
const largestFile = 64 * 2 ** 20;

/**
 * What a JSON file holds, for a schema to check.
 * @throws PackError when it cannot be read, has over 64 MiB or is not JSON.
 */
export async function readJsonFile(file: string, remedies: JsonFileRemedies): Promise<unknown> {
  const fault = (problem: string, remedy: string, cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const field = cause instanceof JsonTextError ? cause.field : undefined;
    return new PackError({ file, field, problem: `${problem}: ${reason}`, remedy, cause });
  };
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > largestFile) throw new Error(`it has ${size} bytes, at most ${largestFile} are read`);
    text = decodeText(await readFile(file));
  } catch (cause) {
    throw fault('cannot be read', remedies.unreadable, cause);
  }
  try {
    return parseJson(text);
  } catch (cause) {
    throw fault('is not JSON', remedies.broken, cause);
  }
}
