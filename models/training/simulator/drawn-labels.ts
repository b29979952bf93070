import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { z } from 'zod';
import { entityFrom } from '../../../server/contracts/view.ts';
import { Generator } from '../../../server/generation/generator.ts';
import { loadPack, type Pack } from '../../../server/pack/pack.ts';
import { commandLine } from '../../command-line.ts';
import { scriptedWalk } from '../../evaluation/answers/scripted-walk.ts';
import { heldOutWorld } from '../../evaluation/rollout/held-out.ts';
import type { ViewSource } from '../../evaluation/rollout/rollout.ts';
import { SurfaceMap } from '../../reference/rendering/surface-map.ts';
import { writeLabelledViews } from './label-files.ts';
import type { LabelledView } from './labelled-views.ts';

const usage = `
Walks in worlds of a range of seeds with a pack, and writes what it drew beside the material that each pixel truly shows.

  node models/training/simulator/drawn-labels.ts --pack models/arena --out FOLDER --first 720000 --count 120 --views 16

labels-<seed>.bin and .json: labelled views (label-files.ts). What is there already is skipped.`;

const {
  pack: folder,
  out,
  first,
  count,
  views,
} = commandLine(
  z.object({
    pack: z.string(),
    out: z.string(),
    first: z.coerce.number().int().min(0),
    count: z.coerce.number().int().min(1),
    views: z.coerce.number().int().min(1).default(16),
  }),
  usage,
);
/** Ticks of a walk for each view that is kept. */
const ticksOfView = 20;

mkdirSync(out, { recursive: true });
const pack = await loadPack(folder);
const generator = await Generator.create(pack, {
  provider: 'cpu',
  workers: 1,
  logger: pino({ level: 'warn' }, pino.destination(2)),
});
try {
  for (let seed = first; seed < first + count; seed++) {
    const name = path.join(out, `labels-${seed}`);
    if (!existsSync(`${name}.bin`)) writeLabelledViews(name, await walk(pack, generator, seed));
  }
} finally {
  await generator.close();
}

/** Views of one of two players who walk by a script. Views that were left out within walls are made up by others. */
async function walk(pack: Pack, generator: ViewSource, seed: number): Promise<LabelledView[]> {
  const held = heldOutWorld(seed, pack.manifest.view);
  const surfaces = new SurfaceMap(held.reference, pack.manifest.view);
  const found: LabelledView[] = [];
  const room = await scriptedWalk(pack, generator, held, {
    ticks: views * ticksOfView,
    roomSeed: seed,
    looked: async (_, { camera, rgb, inverseDepth, entity }) => {
      found.push({
        camera,
        rgb: rgb.slice(),
        inverseDepth: inverseDepth.slice(),
        entity: entity.map((mask) => (mask >= entityFrom ? 1 : 0)),
        materials: surfaces.view(camera).materials.slice(),
      });
    },
  });
  room.world.close();
  if (found.length === 0) throw new Error(`world ${seed}: no view was drawn outside of a wall`);
  return Array.from({ length: views }, (_, i) => found[i % found.length]);
}
