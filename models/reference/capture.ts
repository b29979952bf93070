import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeNewFolder } from '../../server/exchange/new-folder.ts';
import { writeWorldSeed } from '../../server/memory/worlds/world-seed.ts';
import { commandLine, orEnd } from '../command-line.ts';
import { generateWorld } from './world.ts';
import { captureWorld, seedKeyframes } from './world-capture.ts';

const usage = `
Captures a world seed from a reference world into a folder:

  npm run seed -- --seed 2000001 --out FOLDER --title "The courtyard"

  --keyframes N                     pictures to take, ${seedKeyframes} by default
  --timeOfDay 0..1 --fog 0..1       the conditions they are taken in
  --width N --height N --focal N    in pixels, as the pack's view
  --scale 1..4                      pixels of the pictures for each of the view's, 2 by default`;

const optionsSchema = z.strictObject({
  seed: z.coerce.number('is missing; name the world with --seed N').int().min(0),
  out: z.string('is missing; name the folder to write with --out FOLDER').min(1),
  title: z.string().min(1).max(80).optional(),
  keyframes: z.coerce.number().int().min(1).max(256).default(seedKeyframes),
  timeOfDay: z.coerce.number().min(0).max(1).default(0.4),
  fog: z.coerce.number().min(0).max(1).default(0.15),
  width: z.coerce.number().int().min(64).max(1920).default(256),
  height: z.coerce.number().int().min(48).max(1088).default(144),
  /** Pixels. */
  focal: z.coerce.number().min(8).max(10_000).default(176),
  scale: z.coerce.number().int().min(1).max(4).default(2),
});

const options = commandLine(optionsSchema, usage);
const { width, height, focal } = options;
const seed = captureWorld(generateWorld(options.seed), {
  title: options.title ?? `World ${options.seed}`,
  keyframes: options.keyframes,
  intrinsics: { width, height, focal },
  scale: options.scale,
  controls: { timeOfDay: options.timeOfDay, fog: options.fog },
});
// Written as a whole or not at all; replaces another world seed only.
const folder = { folder: options.out, replace: true, mark: 'seed.json' };
await orEnd(writeNewFolder(folder, (fresh) => writeWorldSeed(fresh, seed, { width, height })));
console.log(`${options.out}: ${seed.keyframes.length} keyframes, ${await kilobytes(options.out)} kB`);

async function kilobytes(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (file) => (await stat(path.join(folder, file))).size);
  return Math.round((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000);
}
