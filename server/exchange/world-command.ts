import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { z } from 'zod';
import type { Manifest } from '../../shared/pack.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import { loadPack } from '../pack/pack.ts';
import { PackError } from '../pack/pack-error.ts';
import { type Capture, readCapture } from './capture.ts';
import { isCaptureList } from './frames/capture-list.ts';
import { groundLevel } from './ground-level.ts';
import { writeNewFolder } from './new-folder.ts';
import { addSeed } from './pack-seeds.ts';
import { downloadWorld, exportLink } from './room-download.ts';
import { transformsFile } from './transforms.ts';
import { exportedFiles } from './world-export.ts';
import { imageCapture, importCapture } from './world-import.ts';
import { exportSchema, helpText, importSchema, OptionError, readOptions } from './world-options.ts';

/**
 * Largest error of the ground level in metres. With more, bodies seem to float or sink, and height grids do
 * not see it as ground.
 */
const groundSlack = 0.1;

/**
 * `npm run world`: converts captures to world seeds, and world seeds and rooms to captures. Returns the text
 * to print. After an error nothing is written.
 *
 * @throws PackError, OptionError or DownloadError with a message for people
 */
export async function worldCommand([command, ...given]: readonly string[]): Promise<string> {
  if (command === undefined || [command, ...given].includes('--help')) return helpText;
  switch (command) {
    case 'import': {
      const { subject, options } = readOptions(importSchema, given);
      return importWorld(subject, options);
    }
    case 'export': {
      const { subject, options } = readOptions(exportSchema, given);
      return exportWorld(subject, options);
    }
    default:
      throw new OptionError(`There is no command "${command}": it is import or export. Try --help.`);
  }
}

async function importWorld(path: string, options: z.output<typeof importSchema>): Promise<string> {
  const isCapture = await stat(path).then(
    (stats) => stats.isDirectory() || isCaptureList(path),
    (cause: unknown) => {
      const remedy = 'Name a folder with a transforms.json, or an image with --depth.';
      throw new PackError({ file: path, problem: 'is not there', remedy, cause });
    },
  );
  if (isCapture && options.depth !== undefined) {
    throw new OptionError(
      '--depth: is for a single image; a folder names its depths in its transforms.json.',
    );
  }
  // Importing a world must work even if all worlds of the pack are broken.
  const pack = await loadPack(options.pack, { needsWorld: false });
  const capture = isCapture ? await readCapture(path) : await readImage(path, options);
  const folder = isCapture && isCaptureList(path) ? dirname(resolve(path)) : resolve(path);
  const plain = basename(folder, isCapture ? '' : extname(path));
  const name =
    options.name ??
    plain
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[-\d]+|-+$/g, '');
  const seed = await importCapture(capture, {
    ...options,
    manifest: pack.manifest,
    path,
    title: options.title ?? capture.world?.title ?? plain.slice(0, 80),
    up: options.up ?? (isCapture ? undefined : 'z'),
    spawns: options.spawn,
  });
  const added = await addSeed(pack, name, seed, options);
  const { keyframes, spawns } = seed;
  const warnings = capture.warnings.map((warning) => `Warning: ${warning}\n`).join('');
  const done = `${warnings}${added}: ${keyframes.length} of ${capture.frames.length} frames, ${spawns.length} spawns\n`;
  return capture.world ? done : done + groundAdvice(seed, pack.manifest);
}

/** Advice if the seen ground is not where bodies walk. */
function groundAdvice({ keyframes }: WorldSeed, { view }: Manifest): string {
  const ground = groundLevel(keyframes, view) ?? 0;
  if (Math.abs(ground) <= groundSlack) return '';
  const eyeHeight = (keyframes[0].pose.y - ground).toFixed(2);
  return `Most ground was seen at ${ground.toFixed(2)} m, but bodies walk at 0: try --eye-height ${eyeHeight} --replace\n`;
}

function readImage(image: string, options: z.output<typeof importSchema>): Promise<Capture> {
  const { depth, fieldOfView, pitch } = options;
  if (depth === undefined) {
    throw new OptionError('--depth: is missing. A single image needs a depth PNG of 16 bits.');
  }
  return imageCapture({ image, depth, fieldOfView, pitch });
}

async function exportWorld(world: string, options: z.output<typeof exportSchema>): Promise<string> {
  const { out: folder, replace, server, token } = options;
  if (server !== undefined || /^https?:/.test(world)) {
    const link = await exportLink({ room: world, server, token, secret: process.env.WORLDROOM_SECRET });
    const files = await writeNewFolder({ folder, replace, mark: transformsFile }, (fresh) =>
      downloadWorld(link, fresh),
    );
    return `${folder}: ${files} files\n`;
  }
  const pack = await loadPack(options.pack);
  const seed = await pack.seed(world);
  await writeNewFolder({ folder, replace, mark: transformsFile }, async (fresh) => {
    for await (const { path, bytes } of exportedFiles(seed, { ...options, view: pack.manifest.view })) {
      const file = join(fresh, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
  });
  return `${folder}: ${seed.keyframes.length} keyframes\n`;
}
