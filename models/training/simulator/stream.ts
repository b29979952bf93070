import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Clip, makeClip } from './clip.ts';
import { writeLookSet, writeWhole } from './look-files.ts';
import { makeLookSet } from './look-set.ts';
import { makeMotionRows } from './motion-rows.ts';

/**
 * The trainer's simulator process. It writes clips, look sets or motion rows for a range of world seeds into
 * a folder, one complete file at a time (written to a temporary name, then renamed), and skips existing ones.
 *
 * clip-<seed>.bin: rgb uint8 [F,3,H,W], inverse depth uint16 [F,H,W], entity uint8 [F,H,W], in that order;
 * clip-<seed>.json: the rest of {@link Clip}. motion-<seed>.bin: features then targets, float32.
 * looks-<seed>.bin and .json: a set of look-files.ts.
 */
const optionsSchema = z.object({
  kind: z.enum(['views', 'motion', 'looks']),
  out: z.string(),
  first: z.coerce.number().int().min(0),
  count: z.coerce.number().int().min(1),
  step: z.coerce.number().int().min(1).default(1),
  width: z.coerce.number().int().default(256),
  height: z.coerce.number().int().default(144),
  focal: z.coerce.number().default(176),
  rate: z.coerce.number().default(12),
  entities: z.coerce.number().int().default(10),
  keyframes: z.coerce.number().int().default(32),
  stillEvery: z.coerce.number().int().min(1).default(2),
  moments: z.coerce.number().int().default(18),
  rows: z.coerce.number().int().default(4000),
  looks: z.coerce.number().int().default(8),
  /** 1: the looks of a world are settings, the same for all its moments. */
  settings: z.coerce.number().int().min(0).max(1).default(0),
});

const { values } = parseArgs({
  options: Object.fromEntries(
    Object.keys(optionsSchema.shape).map((key) => [key, { type: 'string' as const }]),
  ),
});
const options = optionsSchema.parse(values);
const { width, height, focal } = options;

mkdirSync(options.out, { recursive: true });
for (let i = 0; i < options.count; i++) {
  const seed = options.first + i * options.step;
  const name = path.join(options.out, `${options.kind === 'views' ? 'clip' : options.kind}-${seed}`);
  if (existsSync(`${name}.bin`)) continue;
  if (options.kind === 'motion') {
    const { features, targets } = makeMotionRows(seed, options.rows, options.rate);
    writeWhole(`${name}.bin`, [features, targets]);
  } else if (options.kind === 'looks') {
    const settings = options.settings === 1;
    writeLookSet(name, makeLookSet(seed, { ...options, settings, intrinsics: { width, height, focal } }));
  } else {
    const clip = makeClip(seed, { ...options, intrinsics: { width, height, focal } });
    writeFileSync(`${name}.json`, JSON.stringify(header(clip)));
    writeWhole(`${name}.bin`, [
      ...clip.frames.map((frame) => frame.rgb),
      ...clip.frames.map((frame) => frame.inverseDepth),
      ...clip.frames.map((frame) => frame.entity),
    ]);
  }
}

function header(clip: Clip) {
  return { frames: clip.frames.length, controls: clip.controls, samples: clip.samples };
}
