import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { cameraRow } from '../../../shared/geometry/camera.ts';
import { planControls } from '../../../shared/plan.ts';
import { type Clip, makeClip, makeClipStates } from './clip.ts';
import { makeLabelledViews } from './labelled-views.ts';
import { writeLookSet, writeWhole } from './look-files.ts';
import { makeLookSet, makeLookStates } from './look-set.ts';
import { makeMotionRows } from './motion-rows.ts';
import { makePlanPatches } from './plan-patches.ts';
import { rendererReference } from './renderer-reference.ts';
import { rendererTables } from './renderer-tables.ts';
import { makeSurfaceRows } from './surface-rows.ts';
import { compressed } from './view-states.ts';

/**
 * The trainer's simulator process. It writes clips, look sets, motion rows or plans for a range of world seeds
 * into a folder, one complete file at a time (written to a temporary name, then renamed), and skips existing ones.
 *
 * clip-<seed>.bin: rgb uint8 [F,3,H,W], inverse depth uint16 [F,H,W], entity uint8 [F,H,W], in that order;
 * clip-<seed>.json: the rest of {@link Clip}. motion-<seed>.bin: features then targets, float32.
 * looks-<seed>.bin and .json: a set of look-files.ts. plans-<seed>.bin: for each patch of plan-patches.ts kinds,
 * materials and what is seen, uint8 [P,3,S,S]; plans-<seed>.json: traits [P,T] in the order of planControls.
 * surfaces-<seed>.bin: rows of surface-rows.ts, float32. labels-<seed>.bin: views of labelled-views.ts, rgb uint8 [V,3,H,W],
 * inverse depth uint16 [V,H,W], entity uint8 [V,H,W] and materials uint8 [V,H,W], in that order; labels-<seed>.json: cameras
 * [V,12] as the words graph takes them.
 *
 * With --states 1, views and looks are written without pictures, as clip-<seed>.states.gz (ClipStates) and
 * looks-<seed>.states.gz (LookStates), beside renderer-tables.gz and renderer-reference.gz,
 * which worldroom_training/renderer needs.
 */
const optionsSchema = z.object({
  kind: z.enum(['views', 'motion', 'looks', 'plans', 'surfaces', 'labels']),
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
  views: z.coerce.number().int().default(16),
  patches: z.coerce.number().int().default(64),
  /** 1: the looks of a world are settings, the same for all its moments. */
  settings: z.coerce.number().int().min(0).max(1).default(0),
  /** 1: states instead of pictures. */
  states: z.coerce.number().int().min(0).max(1).default(0),
});

const { values } = parseArgs({
  options: Object.fromEntries(
    Object.keys(optionsSchema.shape).map((key) => [key, { type: 'string' as const }]),
  ),
});
const options = optionsSchema.parse(values);
const { width, height, focal } = options;

mkdirSync(options.out, { recursive: true });
if (options.states === 1) {
  writeOnce('renderer-tables.gz', rendererTables);
  writeOnce('renderer-reference.gz', () => rendererReference({ width, height, focal }));
}
for (let i = 0; i < options.count; i++) {
  const seed = options.first + i * options.step;
  const name = path.join(options.out, `${options.kind === 'views' ? 'clip' : options.kind}-${seed}`);
  if (options.states === 1 && !hasNoViews(options.kind)) writeStates(name, seed);
  else if (!existsSync(`${name}.bin`)) writePictures(name, seed);
}

/** Kinds of data without views, of which there are no states. */
function hasNoViews(kind: string): boolean {
  return ['motion', 'plans', 'surfaces', 'labels'].includes(kind);
}

function writeOnce(name: string, make: () => object): void {
  const file = path.join(options.out, name);
  if (!existsSync(file)) writeWhole(file, [compressed(make())]);
}

function writeStates(name: string, seed: number): void {
  const file = `${name}.states.gz`;
  if (existsSync(file)) return;
  const settings = options.settings === 1;
  const given = { ...options, settings, intrinsics: { width, height, focal } };
  const states = options.kind === 'looks' ? makeLookStates(seed, given) : makeClipStates(seed, given);
  writeWhole(file, [compressed(states)]);
}

function writePictures(name: string, seed: number): void {
  if (options.kind === 'motion') {
    const { features, targets } = makeMotionRows(seed, options.rows, options.rate);
    writeWhole(`${name}.bin`, [features, targets]);
  } else if (options.kind === 'plans') {
    const patches = makePlanPatches(seed, options.patches);
    const traits = patches.map((patch) => planControls.map((control) => patch.traits[control.name]));
    writeFileSync(`${name}.json`, JSON.stringify({ traits }));
    writeWhole(
      `${name}.bin`,
      patches.flatMap(({ kinds, materials, seen }) => [kinds, materials, seen]),
    );
  } else if (options.kind === 'surfaces') {
    writeWhole(`${name}.bin`, [makeSurfaceRows(seed, options.rows)]);
  } else if (options.kind === 'labels') {
    const views = makeLabelledViews(seed, options.views, { width, height, focal });
    writeFileSync(`${name}.json`, JSON.stringify({ cameras: views.map(({ camera }) => cameraRow(camera)) }));
    writeWhole(`${name}.bin`, [
      ...views.map(({ rgb }) => rgb),
      ...views.map(({ inverseDepth }) => inverseDepth),
      ...views.map(({ entity }) => entity),
      ...views.map(({ materials }) => materials),
    ]);
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
