import { relative } from 'node:path';
import { PackError } from '../pack/pack-error.ts';

/** Code of the error with which a room is not created because its world cannot be read: HTTP's. */
export const brokenWorldCode = 503;
/** An absolute path within a sentence. */
const path = /(?<=^|[\s'"(])(?:[A-Za-z]:)?[\\/][^\s'"]+/g;

/**
 * What to tell somebody of the world `name` of the pack in `folder` when reading it failed with `error`: which
 * file, what is wrong with it and what to do, without any path of the server. Undefined where it is not to blame.
 */
export function brokenWorldText(name: string, folder: string, error: unknown): string | undefined {
  if (!(error instanceof PackError)) return undefined;
  const inside = relative(folder, error.file);
  const file = inside.startsWith('..') ? 'one of its files' : inside;
  const field = error.field === '' ? '' : ` (${error.field})`;
  const said = `${file}${field} ${error.problem}`.replace(path, '...');
  const remedy = error.remedy.replace(path, '...');
  return `The world "${name}" cannot be used now: ${said}. Choose another world. For whoever runs this server: ${remedy}`;
}
