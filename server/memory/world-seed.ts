import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ZodError } from 'zod';
import { type WorldSeedFile, worldSeedFormat, worldSeedSchema } from '../../shared/world-seed.ts';
import { isDrawn, type Keyframe, savedAuthor } from '../contracts/keyframe.ts';
import { isSameSize, type Picture, shrunk } from '../contracts/picture.ts';
import type { SharedMemory } from '../contracts/world-model.ts';
import { readJsonFile } from '../pack/json-file.ts';
import { PackError } from '../pack/pack-error.ts';
import { PackFiles } from '../pack/pack-files.ts';
import type { MemoryBudget } from './memory-budget.ts';
import {
  decodeDepth,
  decodeImage,
  encodeDepth,
  encodeImage,
  readPicture,
  type SeedPicture,
  type ViewSize,
} from './seed-pictures.ts';

/** What a world starts from: shared/world-seed.ts, with its pictures decoded. */
export interface WorldSeed {
  title: string;
  /** Where the pictures come from, for the reader. */
  source: string;
  /** Where bodies may start, feet on the ground; metres and radians. */
  spawns: WorldSeedFile['spawns'];
  entities: WorldSeedFile['entities'];
  /** Control values under which the keyframes were taken, by name, in the controls' own units. */
  controls: Record<string, number>;
  /** Control values that rooms begin with where those are others. */
  asked?: Record<string, number>;
  /** Where the sun stood then: its azimuth, radians as a yaw is; left out where nobody knows. */
  sun?: number;
  /** In file order, ids counting from 0, tick 0; the author is empty, or `savedAuthor` for drawn ones. */
  keyframes: Keyframe[];
  /** A memory that holds those keyframes already, where one was prepared (world-cache.ts). Rooms fork it. */
  prepared?: { fork(budget?: MemoryBudget): SharedMemory };
}

/**
 * Pictures that are decoded at one time: decoding takes libuv's threads, which run at the ordinary priority and so
 * take cores from rooms that play.
 */
const decodedAtOnce = 1;

/**
 * Reads the folder of a world seed whose pictures have the size `view`. All that is read lies in `root`,
 * which is that folder or one around it.
 * @throws PackError that names the file, the field and the remedy.
 */
export async function readWorldSeed(folder: string, view: ViewSize, root = folder): Promise<WorldSeed> {
  const { files, prefix } = placeOf(folder, root);
  const { keyframes, format: _, ...rest } = await readSeedFile(folder, root);
  const decoded = await mapAtMost(decodedAtOnce, keyframes, async (entry, id): Promise<Keyframe> => {
    const [image, depth] = picturesOf(entry, id, prefix);
    const fault = ({ name, field }: SeedPicture) => ({ file: join(root, name), field });
    const found = await readPicture(files, image, view);
    const colours = picturesIn({ ...found, rgb: await decodeImage(found, fault(image)) }, view);
    const inverseDepth = await decodeDepth(await readPicture(files, depth, view), fault(depth));
    return {
      id,
      pose: entry.pose,
      ...colours,
      inverseDepth,
      tick: 0,
      author: entry.drawn ? savedAuthor : '',
    };
  });
  return { ...rest, keyframes: decoded };
}

/**
 * Checks a world seed as far as that costs little: seed.json whole, of every picture its header.
 * @throws PackError that names the file, the field and the remedy.
 */
export async function checkWorldSeed(folder: string, view: ViewSize, root = folder): Promise<void> {
  const { files, prefix } = placeOf(folder, root);
  const { keyframes } = await readSeedFile(folder, root);
  await mapAtMost(decodedAtOnce, keyframes, async (entry, id) => {
    for (const picture of picturesOf(entry, id, prefix)) await readPicture(files, picture, view);
  });
}

/** `seed.json` of a world seed whose folder lies in `root`. Throws a PackError. */
export async function readSeedFile(folder: string, root = folder): Promise<WorldSeedFile> {
  const { files, prefix } = placeOf(folder, root);
  const unreadable = "Check the seed's name in pack.json and that its folder is complete.";
  const file = await files.locate(`${prefix}seed.json`, { remedy: unreadable });
  const content = await readJsonFile(file, { unreadable, broken: 'Write the world seed again.' });
  const parsed = worldSeedSchema.safeParse(content);
  if (!parsed.success) throw schemaError(join(folder, 'seed.json'), parsed.error);
  return parsed.data;
}

/** The picture of a view's size that an image shows, and the image itself where it has more pixels. */
function picturesIn({ width, height, rgb }: Picture, view: ViewSize): Pick<Keyframe, 'rgb' | 'fine'> {
  if (isSameSize({ width, height }, view)) return { rgb };
  const fine = { width, height, rgb };
  return { rgb: shrunk(fine, width / view.width), fine };
}

/** The image and the depth of keyframe `id`, as files of the pack. */
export function picturesOf(
  { image, depth }: WorldSeedFile['keyframes'][number],
  id: number,
  prefix: string,
): [SeedPicture, SeedPicture] {
  return [
    { name: prefix + image, field: `keyframes.${id}.image`, kind: 'image' },
    { name: prefix + depth, field: `keyframes.${id}.depth`, kind: 'depth' },
  ];
}

/** The files of `root`, and what names of the files in `folder` begin with there. */
function placeOf(folder: string, root: string): { files: PackFiles; prefix: string } {
  const path = relative(root, folder).replaceAll(sep, '/');
  return { files: new PackFiles(root), prefix: path === '' ? '' : `${path}/` };
}

/**
 * Writes `seed` to `folder` (made when missing): seed.json, a WebP image and a 16-bit greyscale PNG
 * per keyframe. Inverse depth codes come back exactly, colours up to WebP's loss.
 * @throws PackError when a pose, a spawn or a picture does not fit the format.
 */
export async function writeWorldSeed(folder: string, seed: WorldSeed, view: ViewSize): Promise<void> {
  const file = join(folder, 'seed.json');
  const names = seed.keyframes.map((_, i) => String(i).padStart(3, '0'));
  const content = worldSeedSchema.safeParse({
    format: worldSeedFormat,
    title: seed.title,
    source: seed.source,
    spawns: seed.spawns,
    entities: seed.entities,
    controls: seed.controls,
    ...(seed.asked && { asked: seed.asked }),
    ...(seed.sun !== undefined && { sun: seed.sun }),
    keyframes: seed.keyframes.map((keyframe, i) => ({
      image: `${names[i]}.webp`,
      depth: `${names[i]}.png`,
      pose: keyframe.pose,
      ...(isDrawn(keyframe) && { drawn: true }),
    })),
  });
  if (!content.success) throw schemaError(file, content.error);
  await mkdir(folder, { recursive: true });
  for (const [i, keyframe] of seed.keyframes.entries()) {
    checkPlanes(file, `keyframes.${i}`, keyframe, view);
    await Promise.all([
      encodeImage(keyframe.fine ?? { ...view, rgb: keyframe.rgb }, view).then((bytes) =>
        writeFile(join(folder, `${names[i]}.webp`), bytes),
      ),
      encodeDepth(keyframe.inverseDepth, view).then((bytes) =>
        writeFile(join(folder, `${names[i]}.png`), bytes),
      ),
    ]);
  }
  await writeFile(file, `${JSON.stringify(content.data, null, 1)}\n`);
}

function checkPlanes(file: string, field: string, keyframe: Keyframe, { width, height }: ViewSize): void {
  const pixels = width * height;
  const remedy = `Render the keyframe at ${width} x ${height}.`;
  if (keyframe.rgb.length !== 3 * pixels) {
    const problem = `has ${keyframe.rgb.length} colour values instead of ${3 * pixels}`;
    throw new PackError({ file, field: `${field}.image`, problem, remedy });
  }
  if (keyframe.inverseDepth.length !== pixels) {
    const problem = `has ${keyframe.inverseDepth.length} inverse depths instead of ${pixels}`;
    throw new PackError({ file, field: `${field}.depth`, problem, remedy });
  }
}

function schemaError(file: string, error: ZodError): PackError {
  const issue = error.issues[0];
  return new PackError({
    file,
    field: issue.path.join('.'),
    problem: issue.message,
    remedy: 'See shared/world-seed.ts for the format, or write the world seed again.',
    cause: error,
  });
}

/** What `work` makes of each item, in their order; at most `count` are worked on at one time. */
async function mapAtMost<T, R>(
  count: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: count }, worker));
  return results;
}
