import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ZodError } from 'zod';
import { type WorldSeedFile, worldSeedFormat, worldSeedSchema } from '../../shared/world-seed.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { readJsonFile } from '../pack/json-file.ts';
import { PackError } from '../pack/pack-error.ts';

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
  /** In file order, ids counting from 0, tick 0, author empty. */
  keyframes: Keyframe[];
}

/** Pixels. */
export interface ViewSize {
  width: number;
  height: number;
}

const webpQuality = 90;

/**
 * Reads the folder of a world seed whose pictures have the size `view`.
 * @throws PackError that names the file, the field and the remedy.
 */
export async function readWorldSeed(folder: string, view: ViewSize): Promise<WorldSeed> {
  const file = join(folder, 'seed.json');
  const { keyframes, format: _, ...rest } = await readSeedFile(file);
  const decoded = keyframes.map(async (entry, id): Promise<Keyframe> => {
    const field = `keyframes.${id}`;
    const [rgb, inverseDepth] = await Promise.all([
      readImage(join(folder, entry.image), `${field}.image`, view),
      readDepth(join(folder, entry.depth), `${field}.depth`, view),
    ]);
    return { id, pose: entry.pose, rgb, inverseDepth, tick: 0, author: '' };
  });
  return { ...rest, keyframes: await Promise.all(decoded) };
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
    })),
  });
  if (!content.success) throw schemaError(file, content.error);
  await mkdir(folder, { recursive: true });
  for (const [i, keyframe] of seed.keyframes.entries()) {
    checkPlanes(file, `keyframes.${i}`, keyframe, view);
    await Promise.all([
      encodeImage(keyframe.rgb, view).then((bytes) => writeFile(join(folder, `${names[i]}.webp`), bytes)),
      encodeDepthPlane(keyframe.inverseDepth, view).then((bytes) =>
        writeFile(join(folder, `${names[i]}.png`), bytes),
      ),
    ]);
  }
  await writeFile(file, `${JSON.stringify(content.data, null, 1)}\n`);
}

async function readSeedFile(file: string): Promise<WorldSeedFile> {
  const content = await readJsonFile(file, {
    unreadable: "Check the seed's name in pack.json and that its folder is complete.",
    broken: 'Write the world seed again.',
  });
  const parsed = worldSeedSchema.safeParse(content);
  if (!parsed.success) throw schemaError(file, parsed.error);
  return parsed.data;
}

/** Planar RGB [3, H, W]. */
async function readImage(
  file: string,
  field: string,
  view: ViewSize,
): Promise<Uint8Array<SharedArrayBuffer>> {
  const { data, info } = await decode(file, field, () =>
    sharp(file)
      .removeAlpha()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  checkSize(file, field, info, 3, view);
  const pixels = view.width * view.height;
  const planar = new Uint8Array(new SharedArrayBuffer(3 * pixels));
  for (let i = 0; i < pixels; i++) {
    planar[i] = data[3 * i];
    planar[pixels + i] = data[3 * i + 1];
    planar[2 * pixels + i] = data[3 * i + 2];
  }
  return planar;
}

async function readDepth(
  file: string,
  field: string,
  view: ViewSize,
): Promise<Uint16Array<SharedArrayBuffer>> {
  const { data, info } = await decode(file, field, async () => {
    const { depth, channels } = await sharp(file).metadata();
    if (depth !== 'ushort' || channels !== 1) {
      throw new PackError({
        file,
        field,
        problem: `has ${channels} channels of type ${depth}`,
        remedy: 'Write inverse depth as a greyscale PNG of 16 bits.',
      });
    }
    return sharp(file).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
  });
  checkSize(file, field, info, 1, view);
  const codes = new Uint16Array(new SharedArrayBuffer(2 * view.width * view.height));
  new Uint8Array(codes.buffer).set(data);
  return codes;
}

async function decode<T>(file: string, field: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof PackError) throw cause;
    const problem = `cannot be decoded: ${(cause as Error).message}`;
    throw new PackError({ file, field, problem, remedy: 'Write the world seed again.', cause });
  }
}

function encodeImage(rgb: Uint8Array, { width, height }: ViewSize): Promise<Buffer> {
  const pixels = width * height;
  const interleaved = Buffer.allocUnsafe(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    interleaved[3 * i] = rgb[i];
    interleaved[3 * i + 1] = rgb[pixels + i];
    interleaved[3 * i + 2] = rgb[2 * pixels + i];
  }
  return sharp(interleaved, { raw: { width, height, channels: 3 } })
    .webp({ quality: webpQuality, smartSubsample: true, effort: 5 })
    .toBuffer();
}

function encodeDepthPlane(codes: Uint16Array, { width, height }: ViewSize): Promise<Buffer> {
  // sharp reads the raw input's type off the typed array; it must not lie in shared memory.
  return sharp(Uint16Array.from(codes), { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png({ compressionLevel: 9, adaptiveFiltering: true })
    .toBuffer();
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

function checkSize(
  file: string,
  field: string,
  found: { width: number; height: number; channels: number },
  channels: number,
  view: ViewSize,
): void {
  if (found.width === view.width && found.height === view.height && found.channels === channels) return;
  throw new PackError({
    file,
    field,
    problem: `is ${found.width} x ${found.height} with ${found.channels} channels`,
    remedy: `The pack's views need ${view.width} x ${view.height} with ${channels}.`,
  });
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
