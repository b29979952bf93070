import {
  type BrokenSeed,
  brokenBy,
  type Pack,
  requireWorld,
  seedFolder,
  withoutBroken,
} from '../pack/pack.ts';
import type { WorldThread } from './world-thread.ts';

/**
 * Checks all world seeds of a pack, so that no room can start from a broken one. Broken seeds move to
 * `broken`.
 *
 * @throws PackError if no valid seed is left
 */
export async function withValidWorlds(pack: Pack, thread: Pick<WorldThread, 'check'>): Promise<Pack> {
  const { folder, manifest } = pack;
  const checked = manifest.seeds.map(async ({ name }): Promise<BrokenSeed[]> => {
    const error = await brokenBy(() => thread.check(seedFolder(folder, name), folder));
    return error === undefined ? [] : [{ name, error }];
  });
  const broken = [...pack.broken, ...(await Promise.all(checked)).flat()];
  requireWorld(folder, manifest, broken);
  return { ...pack, manifest: withoutBroken(manifest, broken), broken };
}
