import { createHash } from 'node:crypto';
import { exactText } from '../../contracts/exact-json.ts';
import type { WorldSnapshot } from './world-snapshot.ts';

/**
 * The hash of everything that decides what a world does next, by which two worlds are compared: SHA-256 of the
 * snapshot as JSON with sorted keys, without statistics. Lists keep their order, because turns depend on it.
 */
export function stateHash({ statistics: _, ...decisive }: WorldSnapshot): string {
  return createHash('sha256')
    .update(exactText(sorted(decisive) ?? {}))
    .digest('hex');
}

function sorted(value: unknown): object | undefined {
  if (Array.isArray(value)) return value.map((item) => sorted(item) ?? item);
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item) ?? item]),
  );
}
