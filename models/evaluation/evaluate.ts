import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { z } from 'zod';
import { Generator, type GeneratorOptions } from '../../server/generation/generator.ts';
import { loadPack, type Pack } from '../../server/pack/pack.ts';
import { commandLine } from '../command-line.ts';
import { measureAblation } from './ablation.ts';
import { ActionJudge } from './action-judge.ts';
import { Calibration } from './calibration.ts';
import { writeContactSheet } from './contact-sheet.ts';
import { describeControls } from './control-judge.ts';
import { measureControls } from './controls.ts';
import { CrossView, measureCrossView } from './cross-view.ts';
import { type Drift, measureDrift } from './drift.ts';
import { FrameQuality } from './frame-quality.ts';
import { firstHeldOutSeed, heldOutWorld } from './held-out.ts';
import { measureImagination } from './imagination.ts';
import type { Judge } from './judge.ts';
import { type DriftReport, keepDrift, readDrift } from './kept-drift.ts';
import { describeLatent, measureLatentActions } from './latent.ts';
import { MotionJudge } from './motion-judge.ts';
import { measurePhysics } from './physics.ts';
import { describePhysics } from './physics-table.ts';
import { PlaceJudge } from './place-judge.ts';
import { PlayerJudge } from './player-judge.ts';
import { describeReport, type Report } from './report.ts';
import { type Compared, RevisitJudge } from './revisit-judge.ts';
import { type Observation, rollout } from './rollout.ts';
import { describeSketch, measureSketch } from './sketch.ts';
import { compareVariants, variantSchema } from './variant.ts';
import { measureViewTime } from './view-time.ts';

const usage = `
Measures a pack on held-out worlds through the engine's own world, memory, sampler and workers.

  npm run evaluate                           writes report.json and strip.png beside the pack
  npm run -s evaluate -- --quick --json      one JSON object on standard output, nothing written there

  --pack FOLDER           the pack; models/arena by default
  --only PART             physics, controls, sketch, latent or drift alone; no report is written then
  --variant NAME=FOLDER   another pack beside this one, as often as wanted
  --seeds N --first N     how many held-out worlds, and the first of them
  --ticks N               ticks of play in each
  --drift N               ticks of the long rollouts; 0 leaves them out
  --kept-drift            takes the long rollouts that --only drift has left of the same weights
  --workers N             view workers; one a core by default

Contact sheets of the play that was judged go to build/evaluation.`;

const optionsSchema = z.object({
  pack: z.string().default('models/arena'),
  quick: z.boolean().default(false),
  json: z.boolean().default(false),
  /** One part alone; nothing is written then. */
  only: z.enum(['physics', 'controls', 'sketch', 'latent', 'drift']).optional(),
  /** The first held-out world, and how many follow. */
  first: z.coerce.number().int().min(firstHeldOutSeed).default(firstHeldOutSeed),
  seeds: z.coerce.number().int().min(1).max(64).optional(),
  ticks: z.coerce.number().int().min(80).max(100_000).optional(),
  workers: z.coerce.number().int().min(0).max(64).default(0),
  /** Ticks of the long rollouts that drift is measured on; 0 leaves them out. An hour by default. */
  drift: z.coerce.number().int().min(0).max(1_000_000).optional(),
  'kept-drift': z.boolean().default(false),
  variant: z.array(variantSchema).default([]),
});

const players = 2;
const probe = (name: string) => new URL(`./probes/${name}.onnx`, import.meta.url).pathname;
/** Worlds that are played in for the quick subset. */
const quickWorlds = 4;
/** Worlds and ticks of play that every recall rule is tried on; looks at each world to be imagined. */
const ablationWorlds = 2;
const ablationTicks = 400;
const imaginedLooks = 40;
/** Ticks between the rows of a contact sheet. */
const sheetEvery = 50;
const sheetFolder = 'build/evaluation';
const driftFile = `${sheetFolder}/drift.json`;

const options = commandLine(optionsSchema, usage);
const { quick } = options;
const seeds = Array.from({ length: options.seeds ?? 8 }, (_, i) => options.first + i);
/** The worlds of whatever plays in them; all are looked at to be imagined. */
const playedSeeds = quick ? seeds.slice(0, quickWorlds) : seeds;
const ticks = options.ticks ?? (quick ? 200 : 600);
/** An hour at 12 ticks a second. */
const driftTicks = options.drift ?? (quick ? 0 : 43_200);
const say = (text: string) => process.stderr.write(`${text}\n`);

const pack = await loadPack(options.pack);
const generatorOptions: GeneratorOptions = {
  provider: 'cpu',
  workers: options.only && options.only !== 'drift' ? 1 : options.workers,
  logger: pino({ level: 'warn' }, pino.destination(2)),
};
const generator = await Generator.create(pack, generatorOptions);
try {
  if (options.only === 'physics') {
    const worlds = playedSeeds.map((seed) => heldOutWorld(seed, pack.manifest.view));
    const physics = await measurePhysics(pack, generator, worlds, { quick });
    process.stdout.write(`${options.json ? JSON.stringify({ physics }) : describePhysics(physics)}\n`);
  } else if (options.only === 'controls') {
    const worlds = playedSeeds.map((seed) => heldOutWorld(seed, pack.manifest.view));
    const controls = await measureControls(pack, generator, worlds, { probe: probe('controls'), quick });
    process.stdout.write(`${options.json ? JSON.stringify({ controls }) : describeControls(controls)}\n`);
  } else if (options.only === 'latent') {
    const latent = await measureLatentActions(probe('latent-action'), playedSeeds, pack.manifest.view, {
      quick,
    });
    process.stdout.write(
      `${options.json ? JSON.stringify({ latent_action: latent }) : describeLatent(latent)}\n`,
    );
  } else if (options.only === 'drift') {
    const measured = await drift(generator);
    await keepDrift(driftFile, { graphs: graphSums(pack), seed: seeds[0], drift: measured });
    process.stdout.write(`${JSON.stringify({ drift: measured }, null, options.json ? 0 : 2)}\n`);
  } else if (options.only === 'sketch') {
    const worlds = playedSeeds.map((seed) => heldOutWorld(seed, pack.manifest.view));
    const rows: Uint8Array[][] = [];
    const sketch = await measureSketch(pack, generator, worlds, {
      quick,
      drawn: (views) => rows.push(views.map(({ rgb }) => rgb)),
    });
    await writeSheet(`${pack.manifest.name}-sketch`, rows);
    process.stdout.write(`${options.json ? JSON.stringify({ sketch }) : describeSketch(sketch)}\n`);
  } else {
    const report = await evaluate(pack, generator);
    if (!options.json && !quick) {
      writeFileSync(path.join(options.pack, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    }
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${describeReport(report)}\n`);
  }
} finally {
  await generator.close();
}

async function evaluate(pack: Pack, generator: Generator): Promise<Report> {
  const { manifest } = pack;
  const worlds = seeds.map((seed) => heldOutWorld(seed, manifest.view));
  const frames = new FrameQuality();
  const calibration = new Calibration();
  const crossView = new CrossView(manifest.view);
  const actions = await ActionJudge.load(probe('actions'), manifest.view);
  const seen = await PlayerJudge.load(probe('players'), manifest.view);
  const places = await PlaceJudge.load(probe('places'), manifest.view);
  const bySeed: Report['by_seed'] = [];
  const motion = { metres: 0, share: 0, violations: 0 };
  let keyframes = 0;

  const played = worlds.slice(0, playedSeeds.length);
  for (const world of played) {
    const { seed } = world;
    const revisit = new RevisitJudge(manifest.view);
    const bodies = new MotionJudge(world.reference, manifest.motion.physics, 1 / manifest.view.rate);
    const judges: Judge[] = [revisit, frames, calibration, crossView, actions, seen];
    for (const judge of judges) judge.begin?.(world);
    const sheet: Uint8Array[][] = [];
    for await (const tick of rollout({ pack, generator, world, players, ticks })) {
      for (const step of tick.steps) bodies.judge(step);
      for (const observation of tick.observations) {
        for (const judge of judges) await judge.judge(observation);
      }
      keyframes = tick.remembered;
      const [first] = tick.observations;
      if (first && first.tick % sheetEvery === sheetEvery - 1) sheet.push(sheetRow(first));
    }
    const { metres, share, violations } = bodies.figures;
    motion.metres += metres / played.length;
    motion.share += share / played.length;
    motion.violations += violations / played.length;
    bySeed.push({ seed, revisit: revisit.figures });
    const { model, warp, copy } = revisit.figures.psnr;
    say(
      `seed ${seed}: revisit_psnr model ${model.toFixed(2)}, warp ${warp.toFixed(2)}, copy ${copy.toFixed(2)}; ${keyframes} keyframes`,
    );
    await writeSheet(`${manifest.name}-${seed}`, sheet);
  }

  const imagined = await measureImagination(pack, generator, worlds, {
    looks: imaginedLooks,
    judge: places,
  });
  const ablationPlay = { worlds: worlds.slice(0, ablationWorlds), ticks: ablationTicks };
  say(`imagine_plausible ${imagined.model.toFixed(3)} of ${imagined.views} views`);
  const { all, next, milliseconds, imagined: imaginedShare } = frames.figures;
  return {
    pack: { name: manifest.name, graphs: graphSums(pack) },
    quick,
    seeds,
    ticks,
    players,
    revisit_psnr: { ...meanOver(bySeed, 'psnr'), views: bySeed.reduce((sum, s) => sum + s.revisit.views, 0) },
    revisit_ssim: meanOver(bySeed, 'ssim'),
    all_psnr: all,
    next_frame_psnr: next,
    imagine_plausible: imagined,
    player_seen: seen.figures,
    ablation: quick ? undefined : await measureAblation(pack, generator, ablationPlay),
    variants:
      options.variant.length > 0
        ? await compareVariants(options.variant, ablationPlay, generatorOptions)
        : undefined,
    cross_view: { ...(await measureCrossView(pack, generator, worlds)), well_known: crossView.figures },
    action_recovered: actions.figures,
    motion_error: { metres: motion.metres, share: motion.share },
    wall_violations: motion.violations,
    physics: await measurePhysics(pack, generator, played, { quick }),
    controls: manifest.relight
      ? await measureControls(pack, generator, played, { probe: probe('controls'), quick })
      : undefined,
    sketch: await measureSketch(pack, generator, played, { quick }),
    latent_action: await measureLatentActions(probe('latent-action'), playedSeeds, manifest.view, { quick }),
    imagined: imaginedShare,
    keyframes,
    calibration: calibration.figures,
    milliseconds_per_view: milliseconds,
    view_time: await measureViewTime(pack, generator, worlds[0]),
    by_seed: bySeed,
    drift: driftTicks > 0 ? await keptOrMeasured(generator) : undefined,
  };
}

function keptOrMeasured(generator: Generator): Promise<DriftReport> {
  if (!options['kept-drift']) return drift(generator);
  return readDrift(driftFile, { graphs: graphSums(pack), seed: seeds[0], ticks: driftTicks });
}

/** Long rollouts of the first world, and a strip of what they showed. */
async function drift(generator: Generator): Promise<DriftReport> {
  const world = heldOutWorld(seeds[0], pack.manifest.view);
  const [idle, active] = await Promise.all(
    [true, false].map((idle) => measureDrift(pack, generator, world, { ticks: driftTicks, idle })),
  );
  const rows = (rollout: Drift) => [
    rollout.strip.map(({ drawn }) => drawn),
    rollout.strip.map(({ truth }) => truth),
  ];
  const file = options.json || quick ? `${sheetFolder}/strip.png` : path.join(options.pack, 'strip.png');
  await writeContactSheet(file, [...rows(active), ...rows(idle)], pack.manifest.view);
  return { ticks: driftTicks, idle: idle.figures, active: active.figures };
}

/** Drawn, reprojected, nearest keyframe, truth. */
function sheetRow({ view, truth, nearest }: Observation): Uint8Array[] {
  return [view.rgb, view.warp ?? view.rgb, nearest.rgb, truth.rgb];
}

async function writeSheet(name: string, rows: Uint8Array[][]): Promise<void> {
  mkdirSync(sheetFolder, { recursive: true });
  await writeContactSheet(path.join(sheetFolder, `${name}.png`), rows, pack.manifest.view);
}

function graphSums(pack: Pack): Record<string, string> {
  return Object.fromEntries(
    Object.entries(pack.manifest.graphs).map(([name, graph]) => [name, graph.sha256]),
  );
}

/** Worlds weigh the same, however many revisits each had. */
function meanOver(bySeed: Report['by_seed'], measure: 'psnr' | 'ssim'): Compared {
  const mean = (name: keyof Compared) =>
    bySeed.reduce((sum, s) => sum + s.revisit[measure][name], 0) / bySeed.length;
  return { model: mean('model'), warp: mean('warp'), copy: mean('copy') };
}
