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
 * A pack whose world seeds were decoded once, so that none is offered that no room could begin from. Those
 * that fail join its broken ones.
 * @throws PackError when none is left.
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
