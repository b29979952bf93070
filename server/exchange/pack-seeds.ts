import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { manifestSchema } from '../../shared/pack.ts';
import { type WorldSeed, writeWorldSeed } from '../memory/worlds/world-seed.ts';
import type { Pack } from '../pack/pack.ts';
import { PackError } from '../pack/pack-error.ts';
import { writeWholeFile } from '../pack/whole-file.ts';
import { writeNewFolder } from './new-folder.ts';

/**
 * Adds a world seed to a pack: its folder under seeds/, and its entry in pack.json. Either both exist
 * afterwards or the pack is unchanged.
 *
 * @returns The seed's folder.
 * @throws PackError if the name is invalid or in use, or the seed does not fit the format
 */
export async function addSeed(
  pack: Pick<Pack, 'folder' | 'manifest'>,
  name: string,
  seed: WorldSeed,
  { replace = false } = {},
): Promise<string> {
  const file = join(pack.folder, 'pack.json');
  const folder = join(pack.folder, 'seeds', name);
  const named = manifestSchema.shape.seeds.element.safeParse({ name, title: seed.title });
  if (!named.success) {
    const problem = `"${name}" ${named.error.issues[0].message}`;
    throw new PackError({ file, field: 'seeds', problem, remedy: 'Name the world with --name.' });
  }
  // The file is edited as it is, so that only its list of seeds changes.
  const content = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(file, 'utf8')));
  const seeds = manifestSchema.shape.seeds.parse(content.seeds);
  const others = seeds.filter((entry) => entry.name !== name);
  if (others.length < seeds.length && !replace) {
    const problem = `has a world seed named "${name}" already`;
    const remedy = 'Choose another name with --name, or replace it with --replace.';
    throw new PackError({ file, field: 'seeds', problem, remedy });
  }
  await writeNewFolder(
    { folder, replace, mark: 'seed.json' },
    (fresh) => writeWorldSeed(fresh, seed, pack.manifest.view),
    () =>
      writeWholeFile(file, `${JSON.stringify({ ...content, seeds: [...others, named.data] }, null, 2)}\n`),
  );
  return folder;
}
