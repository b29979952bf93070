import { relative } from 'node:path';
import type { Refusal } from '../../shared/refusals/refusal.ts';
import { PackError } from '../pack/pack-error.ts';

/** Code of the error with which a room is not created because its world cannot be read: HTTP's. */
export const brokenWorldCode = 503;
/** An absolute path within a sentence. */
const path = /(?<=^|[\s'"(])(?:[A-Za-z]:)?[\\/][^\s'"]+/g;

/**
 * What to tell somebody of the world `name` of the pack in `folder` when reading it failed with `error`: which
 * file, what is wrong with it and what to do, without any path of the server. Undefined where it is not to blame.
 */
export function brokenWorld(
  name: string,
  folder: string,
  error: unknown,
): Extract<Refusal, { code: 'world-broken' }> | undefined {
  if (!(error instanceof PackError)) return undefined;
  const inside = relative(folder, error.file);
  const hidden = (text: string) => text.replace(path, '...');
  return {
    code: 'world-broken',
    values: {
      world: name,
      file: inside.startsWith('..') ? 'one of its files' : inside,
      field: hidden(error.field),
      problem: hidden(error.problem),
      remedy: hidden(error.remedy),
    },
  };
}
