import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { z } from 'zod';
import { Generator } from '../../../server/generation/generator.ts';
import { loadPack, type Pack } from '../../../server/pack/pack.ts';
import { relightCameraFeatures, writeRelightCamera } from '../../../shared/geometry/relight-camera.ts';
import { commandLine } from '../../command-line.ts';
import { idleTicks } from '../../evaluation/judges/seen-before.ts';
import { defaultControls, heldOutWorld } from '../../evaluation/rollout/held-out.ts';
import { rollout, type ViewSource } from '../../evaluation/rollout/rollout.ts';
import { lookNames } from '../../reference/looks.ts';
import { Random } from '../../reference/random.ts';
import type { RenderControls } from '../../reference/rendering/renderer.ts';
import { type LookMoment, writeLookSet } from './look-files.ts';

const usage = `
Plays in worlds of a range of seeds with a pack, and writes what it drew, with the faults of drawn views, beside
what the reference shows there under the controls of the world seed and under others.

  node models/training/simulator/drawn-looks.ts --pack models/arena --out FOLDER --first 700000 --count 40

drawn-<seed>.bin and .json: a look set (look-files.ts) of three renders a moment, the first the drawn one. What is
there already is skipped.`;

const {
  pack: folder,
  out,
  first,
  count,
} = commandLine(
  z.object({
    pack: z.string(),
    out: z.string(),
    first: z.coerce.number().int().min(0),
    count: z.coerce.number().int().min(1),
  }),
  usage,
);
const players = 4;
/** Ticks of play, those before the first kept moment, and those between kept moments. */
const playTicks = 120;
const keptEvery = 4;

mkdirSync(out, { recursive: true });
const pack = await loadPack(folder);
const generator = await Generator.create(pack, {
  provider: 'cpu',
  workers: 1,
  logger: pino({ level: 'warn' }, pino.destination(2)),
});
try {
  for (let seed = first; seed < first + count; seed++) {
    const name = path.join(out, `drawn-${seed}`);
    if (!existsSync(`${name}.bin`)) writeLookSet(name, { moments: await play(pack, generator, seed) });
  }
} finally {
  await generator.close();
}

async function play(pack: Pack, generator: ViewSource, seed: number): Promise<LookMoment[]> {
  const world = heldOutWorld(seed, pack.manifest.view);
  const random = new Random(seed + 4);
  const keeps = (tick: number) => tick >= idleTicks && (tick - idleTicks) % keptEvery === 0;
  let asked = randomControls(random);
  const asks = (tick: number) => {
    if (tick < idleTicks) return undefined;
    if (keeps(tick)) asked = randomControls(random);
    return asked;
  };
  const moments: LookMoment[] = [];
  const ticks = idleTicks + playTicks;
  for await (const tick of rollout({ pack, generator, world, players, ticks, asks, observes: keeps })) {
    for (const { camera, view, truth, asked } of tick.observations) {
      if (asked === undefined) continue;
      const features = new Float32Array(relightCameraFeatures);
      writeRelightCamera(camera, world.reference.theme.sunAzimuth, features, 0);
      const plain = { ...defaultControls, look: lookNames.indexOf('plain') };
      const { look, ...weather } = asked.controls;
      moments.push({
        camera: [...features],
        inverseDepth: view.inverseDepth.slice(),
        entity: view.entity.slice(),
        renders: [
          { rgb: view.rgb.slice(), ...plain },
          { rgb: truth.rgb, ...plain },
          { rgb: asked.truth.rgb, ...weather, look: lookNames.indexOf(look) },
        ],
      });
    }
  }
  return moments;
}

/** Anything that a host may choose. */
function randomControls(random: Random): Required<RenderControls> {
  return { timeOfDay: random.next(), fog: random.next(), look: random.pick(lookNames) };
}
