import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ZodError } from 'zod';
import { type WorldSeedFile, worldSeedFormat, worldSeedSchema } from '../../../shared/world-seed.ts';
import { isDrawn, type Keyframe, savedAuthor } from '../../contracts/keyframe.ts';
import { isSameSize, type Picture, shrunk } from '../../contracts/picture.ts';
import type { SharedMemory } from '../../contracts/world-model.ts';
import { readJsonFile } from '../../pack/json-file.ts';
import { PackError } from '../../pack/pack-error.ts';
import { PackFiles } from '../../pack/pack-files.ts';
import { mapAtMost } from '../map-at-most.ts';
import type { MemoryBudget } from '../memory-budget.ts';
import {
  decodeDepth,
  decodedPixels,
  decodeImage,
  encodeDepth,
  encodeImage,
  type ReadPicture,
  readPicture,
  type SeedPicture,
  type ViewSize,
} from './seed-pictures.ts';

/** What a world starts from: shared/world-seed.ts with decoded pictures. */
export interface WorldSeed {
  title: string;
  /** Where the pictures come from, for human readers. */
  source: string;
  /** Spawn points with feet on the ground. Metres and radians. */
  spawns: WorldSeedFile['spawns'];
  entities: WorldSeedFile['entities'];
  /** Control values under which the keyframes were taken, by name, in the controls' own units. */
  controls: Record<string, number>;
  /** Control values of new rooms, if they differ from `controls`. */
  asked?: Record<string, number>;
  /** Azimuth of the sun in the keyframes, radians, measured like a yaw. Undefined if unknown. */
  sun?: number;
  /** Tiles of generated ground that the world was saved with. */
  map?: WorldSeedFile['map'];
  /** In file order, with ids from 0 and tick 0. The author is empty, or `savedAuthor` for drawn ones. */
  keyframes: Keyframe[];
  /** A memory that already holds the keyframes, if one was prepared (world-cache.ts). Rooms fork it. */
  prepared?: { fork(budget?: MemoryBudget): SharedMemory };
}

/**
 * Pictures of a world decoded at the same time. Decoding runs on libuv's threads at normal priority, so more would take
 * cores from running rooms.
 */
const decodedAtOnce = 1;
/** Pictures of a world whose headers are read at the same time. */
const headersAtOnce = 4;

/**
 * Reads a world seed with pictures of the size `view`.
 *
 * @param root The folder itself or a parent. Everything that is read must lie in it.
 * @throws PackError that names the file, the field and the remedy
 */
export async function readWorldSeed(folder: string, view: ViewSize, root = folder): Promise<WorldSeed> {
  const { files, prefix } = locationOf(folder, root);
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
 * Checks a world seed cheaply: all of seed.json, and the header of every picture.
 *
 * @throws PackError that names the file, the field and the remedy
 */
export async function checkWorldSeed(folder: string, view: ViewSize, root = folder): Promise<void> {
  await eachPicture(folder, view, root, headersAtOnce, async () => {});
}

/**
 * Checks a world seed wholly: the pixels of every picture, too.
 *
 * @throws PackError that names the file, the field and the remedy
 */
export async function checkSeedPictures(folder: string, view: ViewSize, root = folder): Promise<void> {
  await eachPicture(folder, view, root, decodedAtOnce, async (found, { name, field, kind }) => {
    await decodedPixels(found, kind, { file: join(root, name), field });
  });
}

async function eachPicture(
  folder: string,
  view: ViewSize,
  root: string,
  atOnce: number,
  check: (found: ReadPicture, picture: SeedPicture) => Promise<void>,
): Promise<void> {
  const { files, prefix } = locationOf(folder, root);
  const { keyframes } = await readSeedFile(folder, root);
  await mapAtMost(atOnce, keyframes, async (entry, id) => {
    for (const picture of picturesOf(entry, id, prefix)) {
      await check(await readPicture(files, picture, view), picture);
    }
  });
}

/**
 * Reads `seed.json` of a world seed whose folder lies in `root`.
 *
 * @throws PackError that names the file, the field and the remedy
 */
export async function readSeedFile(folder: string, root = folder): Promise<WorldSeedFile> {
  const { files, prefix } = locationOf(folder, root);
  const unreadable = "Check the seed's name in pack.json and that its folder is complete.";
  const file = await files.locate(`${prefix}seed.json`, { remedy: unreadable });
  const content = await readJsonFile(file, { unreadable, broken: 'Write the world seed again.' });
  const parsed = worldSeedSchema.safeParse(content);
  if (!parsed.success) throw schemaError(join(folder, 'seed.json'), parsed.error);
  return parsed.data;
}

/** An image in the view's size, and the image itself if it has more pixels. */
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

/** The files of `root`, and the prefix of files in `folder`. */
function locationOf(folder: string, root: string): { files: PackFiles; prefix: string } {
  const path = relative(root, folder).replaceAll(sep, '/');
  return { files: new PackFiles(root), prefix: path === '' ? '' : `${path}/` };
}

/**
 * Writes `seed` to `folder`, which is created if missing: seed.json, and a WebP image and a 16-bit greyscale
 * PNG per keyframe. Inverse depth codes are stored exactly, colours with WebP's loss.
 *
 * @throws PackError if a pose, a spawn or a picture does not fit the format
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
    ...(seed.map && { map: seed.map }),
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
