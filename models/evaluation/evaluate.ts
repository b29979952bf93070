import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { z } from 'zod';
import { Generator } from '../../server/generation/generator.ts';
import { loadPack, type Pack } from '../../server/pack/pack.ts';
import { measureAblation } from './ablation.ts';
import { ActionJudge } from './action-judge.ts';
import { Calibration } from './calibration.ts';
import { writeContactSheet } from './contact-sheet.ts';
import { CrossView } from './cross-view.ts';
import { measureDrift } from './drift.ts';
import { firstHeldOutSeed, heldOutWorld } from './held-out.ts';
import { psnr } from './image-quality.ts';
import { MotionJudge } from './motion-judge.ts';
import { isFound, PlayerDetector, visiblePlayers } from './player-detector.ts';
import { describeReport, type Report } from './report.ts';
import { type Compared, RevisitJudge } from './revisit-judge.ts';
import { type Observation, rollout } from './rollout.ts';

/**
 * Measures a pack on held-out worlds through the engine's own world, memory, sampler and workers.
 *
 *   npm run evaluate                      writes report.json and contact sheets beside the pack
 *   npm run -s evaluate -- --quick --json one JSON object on standard output, nothing written
 */
const optionsSchema = z.object({
  pack: z.string().default('models/arena'),
  quick: z.boolean().default(false),
  json: z.boolean().default(false),
  seeds: z.coerce.number().int().min(1).max(64).optional(),
  ticks: z.coerce.number().int().min(80).max(100_000).optional(),
  workers: z.coerce.number().int().min(0).max(64).default(0),
  /** Ticks of the long rollouts that drift is measured on; 0 leaves them out. An hour by default. */
  drift: z.coerce.number().int().min(0).max(1_000_000).optional(),
});

const players = 2;
const probe = (name: string) => new URL(`./probes/${name}.onnx`, import.meta.url).pathname;
/** Worlds and ticks of play that every recall rule is tried on. */
const ablationWorlds = 2;
const ablationTicks = 400;
/** Ticks between the rows of a contact sheet. */
const sheetEvery = 50;

const { values } = parseArgs({
  options: {
    pack: { type: 'string' },
    quick: { type: 'boolean' },
    json: { type: 'boolean' },
    seeds: { type: 'string' },
    ticks: { type: 'string' },
    workers: { type: 'string' },
    drift: { type: 'string' },
  },
});
const options = optionsSchema.parse(values);
const seeds = Array.from(
  { length: options.seeds ?? (options.quick ? 4 : 8) },
  (_, i) => firstHeldOutSeed + i,
);
const ticks = options.ticks ?? (options.quick ? 600 : 1200);
/** An hour at 12 ticks a second. */
const driftTicks = options.drift ?? (options.quick ? 0 : 43_200);
const say = (text: string) => process.stderr.write(`${text}\n`);

const pack = await loadPack(options.pack);
const generator = await Generator.create(pack, {
  provider: 'cpu',
  workers: options.workers,
  logger: pino({ level: 'warn' }, pino.destination(2)),
});
try {
  const report = await evaluate(pack, generator);
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    if (!options.quick)
      writeFileSync(path.join(options.pack, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${describeReport(report)}\n`);
  }
} finally {
  await generator.close();
}

async function evaluate(pack: Pack, generator: Generator): Promise<Report> {
  const { manifest } = pack;
  const detector = await PlayerDetector.load(probe('players'), manifest.view);
  const actions = await ActionJudge.load(probe('actions'), manifest.view);
  const calibration = new Calibration();
  const crossView = new CrossView(manifest.view);
  const bySeed: Report['by_seed'] = [];
  const motion = { metres: 0, share: 0, violations: 0 };
  const seen = { model: 0, reference: 0, views: 0 };
  const all = { model: 0, warp: 0, views: 0 };
  const next = { model: 0, views: 0 };
  let imagined = 0;
  let milliseconds = 0;
  let keyframes = 0;

  for (const seed of seeds) {
    const world = heldOutWorld(seed, manifest.view);
    const revisit = new RevisitJudge(manifest.view);
    revisit.begin(world.worldSeed.keyframes);
    const judge = new MotionJudge(world.reference, manifest.motion.physics, 1 / manifest.view.rate);
    const sheet: Uint8Array[][] = [];
    actions.begin();
    crossView.begin(world.worldSeed.keyframes);
    for await (const { observations, steps, remembered } of rollout({
      pack,
      generator,
      world,
      players,
      ticks,
    })) {
      for (const step of steps) judge.judge(step);
      for (const observation of observations) {
        const { view, truth } = observation;
        revisit.judge(observation);
        all.model += psnr(view.rgb, truth.rgb);
        all.warp += psnr(view.warp ?? view.rgb, truth.rgb);
        all.views++;
        if (observation.nextFrame) {
          next.model += psnr(observation.nextFrame, truth.rgb);
          next.views++;
        }
        imagined += view.imagined ? 1 : 0;
        milliseconds += view.milliseconds;
        calibration.add(view, truth);
        await judgePlayers(detector, observation, seen);
        await actions.judge(observation);
        if (observation.second) crossView.compare(view, observation.second);
      }
      keyframes = remembered;
      if (observations[0].tick % sheetEvery === sheetEvery - 1) sheet.push(sheetRow(observations[0]));
    }
    const { metres, share, violations } = judge.figures;
    motion.metres += metres / seeds.length;
    motion.share += share / seeds.length;
    motion.violations += violations / seeds.length;
    bySeed.push({ seed, revisit: revisit.figures });
    const { psnr: figures } = revisit.figures;
    say(
      `seed ${seed}: revisit_psnr model ${figures.model.toFixed(2)}, warp ${figures.warp.toFixed(2)}, copy ${figures.copy.toFixed(2)}; ${keyframes} keyframes`,
    );
    await writeSheet(seed, sheet);
  }

  const long = heldOutWorld(seeds[0], manifest.view);
  const drift = async (idle: boolean) => measureDrift(pack, generator, long, { ticks: driftTicks, idle });

  return {
    pack: { name: manifest.name, graphs: graphSums(pack) },
    quick: options.quick,
    seeds,
    ticks,
    players,
    revisit_psnr: { ...meanOver(bySeed, 'psnr'), views: bySeed.reduce((sum, s) => sum + s.revisit.views, 0) },
    revisit_ssim: meanOver(bySeed, 'ssim'),
    all_psnr: { model: all.model / all.views, warp: all.warp / all.views, views: all.views },
    next_frame_psnr: { model: next.model / next.views, views: next.views },
    player_seen: {
      model: seen.model / seen.views,
      reference: seen.reference / seen.views,
      views: seen.views,
    },
    drift:
      driftTicks > 0 ? { ticks: driftTicks, idle: await drift(true), active: await drift(false) } : undefined,
    ablation: options.quick
      ? undefined
      : await measureAblation(
          pack,
          generator,
          seeds.slice(0, ablationWorlds).map((seed) => heldOutWorld(seed, manifest.view)),
          ablationTicks,
        ),
    cross_view: crossView.figures,
    action_recovered: actions.figures,
    motion_error: { metres: motion.metres, share: motion.share },
    wall_violations: motion.violations,
    imagined: imagined / all.views,
    keyframes,
    calibration: calibration.figures,
    milliseconds_per_view: milliseconds / all.views,
    by_seed: bySeed,
  };
}

async function judgePlayers(
  detector: PlayerDetector,
  observation: Observation,
  seen: Report['player_seen'],
): Promise<void> {
  const { camera, others, truth, view } = observation;
  const visible = visiblePlayers(camera, pack.manifest.view, others, truth);
  if (visible.length === 0) return;
  const drawn = await detector.detect(view.rgb);
  const reference = await detector.detect(truth.rgb);
  for (const player of visible) {
    seen.views++;
    if (isFound(player, drawn)) seen.model++;
    if (isFound(player, reference)) seen.reference++;
  }
}

/** Drawn, reprojected, nearest keyframe, truth. */
function sheetRow({ view, truth, nearest }: Observation): Uint8Array[] {
  return [view.rgb, view.warp ?? view.rgb, nearest.rgb, truth.rgb];
}

async function writeSheet(seed: number, rows: Uint8Array[][]): Promise<void> {
  const folder = 'build/evaluation';
  mkdirSync(folder, { recursive: true });
  await writeContactSheet(path.join(folder, `${pack.manifest.name}-${seed}.png`), rows, pack.manifest.view);
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
