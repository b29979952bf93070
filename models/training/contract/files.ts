import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { contract } from './contract.ts';
import { goldenVectors } from './golden-vectors.ts';

/** The generated files that the trainer reads: contents by path. */
export const generatedFiles: ReadonlyMap<string, string> = new Map([
  [pathOf('../worldroom_training/contract.json'), written(contract)],
  [pathOf('../tests/golden-vectors.json'), written(withDigest(goldenVectors()))],
]);

/** Text of a file in the form in which it is committed. */
function written(value: object): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}

/**
 * The vectors with the SHA-256 of their compact JSON. Outputs are compared number by number. The digest
 * protects the inputs, because a changed bit of an input may change no output.
 */
function withDigest(vectors: object): object {
  const sha256 = createHash('sha256').update(JSON.stringify(vectors)).digest('hex');
  return { sha256, vectors };
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
