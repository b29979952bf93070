import { mkdirSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { Generator, type GeneratorOptions } from '../../server/generation/generator.ts';
import { loadPack, type Pack } from '../../server/pack/pack.ts';
import { writeWholeFile } from '../../server/pack/whole-file.ts';
import { canMap } from '../../shared/beginning.ts';
import { CommandLineError, commandLine, orEnd } from '../command-line.ts';
import { describeAnswers, measureAnswers } from './answers/answers.ts';
import { measureBots } from './bots/bot-matches.ts';
import { describeControls } from './controls/control-judge.ts';
import { measureControls } from './controls/controls.ts';
import { dreamtPlay, measureDreamt } from './dreamt/dreamt.ts';
import { endlessPlay, measureEndless } from './endless/endless.ts';
import { hourOfWalking, measureLongWalk, shortWalk } from './endless/long-walk.ts';
import { measureShutIn, shutInPlay } from './endless/shut-in.ts';
import { writeWalkFilm } from './endless/walk-film.ts';
import { watchedModel } from './endless/watched-model.ts';
import { optionsSchema, usage } from './evaluation-options.ts';
import { measureGoals } from './goals/goals.ts';
import { measureCrossView } from './judges/cross-view.ts';
import { PlaceJudge } from './judges/place-judge.ts';
import { type KeptPart, keepPart, keptPartsOf } from './kept-parts.ts';
import { KeptRecordings } from './latent/kept-recordings.ts';
import { describeLatent, measureLatentActions } from './latent/latent.ts';
import { describeLatentReplay, measureLatentReplay } from './latent/latent-replay.ts';
import { describeMap, type MapReport, measureMap } from './map/map.ts';
import { writeMapSheet } from './map/map-sheet.ts';
import { measureAblation } from './measures/ablation.ts';
import { writeContactSheet } from './measures/contact-sheet.ts';
import { type Drift, measureDrift } from './measures/drift.ts';
import { measureLargestPictures } from './measures/fine-pictures.ts';
import { graphSums } from './measures/graph-sums.ts';
import { measureImagination } from './measures/imagination.ts';
import { type DriftReport, keepDrift, readDrift } from './measures/kept-drift.ts';
import { measurePlay } from './measures/play.ts';
import { compareVariants } from './measures/variant.ts';
import { measurePhysics } from './physics/physics.ts';
import { describePhysics } from './physics/physics-table.ts';
import { describeFine, describeReport, type Report } from './report.ts';
import { firstHeldOutSeed, heldOutWorld } from './rollout/held-out.ts';
import { KeptTiles } from './rollout/kept-tiles.ts';
import { KeptGrounds } from './sentences/kept-grounds.ts';
import { measureSentences } from './sentences/sentences.ts';
import { describeSketch, measureSketch } from './sketch/sketch.ts';
import { describeMachine, machineLine } from './speed/machine.ts';
import { measureViewTime } from './speed/view-time.ts';
import { runTruth, type TruthReport } from './truth/truth-run.ts';
import { describeTruth } from './truth/truth-table.ts';

const players = 2;
const probe = (name: string) => new URL(`./probes/${name}.onnx`, import.meta.url).pathname;
/** Worlds and ticks of play for each recall rule, and views of each world to imagine. */
const judged = { worlds: 2, ticks: 400 };
const imaginedViewpoints = 40;
const sheetFolder = 'build/evaluation';
const driftFile = `${sheetFolder}/drift.json`;

const options = commandLine(optionsSchema, usage);
const { quick } = options;
const extent = quick ? 'quick' : 'full';
const seeds = Array.from({ length: options.seeds ?? 8 }, (_, i) => options.first + i);
const ticks = options.ticks ?? (quick ? 144 : 600);
/** An hour at 12 ticks a second. */
const driftTicks = options.drift ?? (quick ? 0 : 43_200);
if (options.only === 'drift' && driftTicks === 0) {
  await refuse('--drift: is 0, which leaves nothing of --only drift to measure.');
}
if (options.report && options.measure.length > 0) {
  await refuse('--report: takes all measures of truth; leave out --measure.');
}
const reportFile = path.join(options.pack, 'report.json');
const say = (text: string) => process.stderr.write(`${text}\n`);

const pack = await orEnd(loadPack(options.pack));
if (
  ['map', 'endless', 'shut-in', 'dreamt', 'sentences', 'walk', 'film'].includes(options.only ?? '') &&
  !canMap(pack.manifest)
) {
  await refuse(`--only ${options.only}: the pack has no plan and surface graphs.`);
}
const heldOut = () => seeds.map((seed) => heldOutWorld(seed, pack.manifest.view));
const generatorOptions: GeneratorOptions = {
  provider: 'cpu',
  workers: options.only && !['drift', 'truth'].includes(options.only) ? 1 : options.workers,
  logger: pino({ level: 'warn' }, pino.destination(2)),
};
const startAgain = () => Generator.create(pack, generatorOptions);
const generator = await startAgain();
const keptTiles = () => new KeptTiles(`${sheetFolder}/tiles`, pack.manifest, generator);
try {
  if (options.only === 'physics') {
    const physics = await measurePhysics(pack, generator, heldOut(), { quick });
    process.stdout.write(`${options.json ? JSON.stringify({ physics }) : describePhysics(physics)}\n`);
  } else if (options.only === 'controls') {
    const controls = await measureControls(pack, generator, heldOut(), { probe: probe('controls'), quick });
    process.stdout.write(`${options.json ? JSON.stringify({ controls }) : describeControls(controls)}\n`);
  } else if (options.only === 'fine') {
    const towns = seeds.slice(0, quick ? 3 : 8);
    const played = { seeds: towns, players, ticks, probe: probe('near-crops') };
    const fine = await measureLargestPictures(pack, generator, played);
    if (!fine) await refuse('--only fine: the pack has no larger sizes, or nothing native draws them.');
    else await tellPart('fine_pictures', fine, (figures) => describeFine(figures).join('\n'));
  } else if (options.only === 'map') {
    const map = await mapReport(pack, generator);
    process.stdout.write(`${options.json ? JSON.stringify({ map }) : describeMap(map)}\n`);
  } else if (options.only === 'endless') {
    const endless = await measureEndless(pack, generator, {
      ...endlessPlay[extent],
      ...(options.seeds && { towns: options.seeds }),
      ...{ probe: probe('places'), tiles: keptTiles(), progress: say },
      drawn: (rows) => writeSheet(`${pack.manifest.name}-endless`, rows),
    });
    await tellPart('endless', endless);
  } else if (options.only === 'shut-in') {
    await tellPart('shut_in', await measureShutIn(pack, keptTiles().with(generator), shutInPlay[extent]));
  } else if (options.only === 'dreamt') {
    const play = { ...dreamtPlay[extent], ...(options.seeds && { towns: options.seeds }) };
    const given = { ...play, tiles: keptTiles(), start: startAgain, progress: say };
    await tellPart('dreamt', await measureDreamt(pack, generator, given));
  } else if (options.only === 'sentences') {
    const kept = new KeptGrounds(`${sheetFolder}/grounds`);
    const given = { sentences: options.seeds ?? (quick ? 4 : 60), kept, progress: say };
    await tellPart('sentences', await measureSentences({ pack, model: watchedModel(generator) }, given));
  } else if (options.only === 'walk') {
    const walk = await measureLongWalk(pack, generator, {
      ...(quick ? shortWalk : hourOfWalking),
      ...{ progress: say, startAgain },
    });
    await tellPart('walk', walk);
  } else if (options.only === 'bots') {
    await tellPart('bots', await measureBots(pack, generator, { matches: quick ? 2 : 20, progress: say }));
  } else if (options.only === 'goals') {
    // Other evaluations have looked at the first worlds.
    const first = options.first === firstHeldOutSeed ? undefined : options.first;
    const least = options.steps === '2' ? 2 : 1;
    const sample = { goals: quick ? 8 : 100, least, ...(first !== undefined && { first }) } as const;
    await tellPart('goals', await measureGoals(pack, generator, { ...sample, progress: say }));
  } else if (options.only === 'answers') {
    const worlds = options.seeds ?? (quick ? 2 : 75);
    const asked = { worlds, casesEach: 20, folder: `${sheetFolder}/answers` };
    await tellPart(
      'answers',
      await measureAnswers(pack, generator, { ...asked, progress: say }),
      describeAnswers,
    );
  } else if (options.only === 'film') {
    const filmed = { town: options.first - firstHeldOutSeed, heading: options.heading };
    say(await writeWalkFilm(pack, generator, { ...filmed, seconds: quick ? 5 : 60, folder: sheetFolder }));
  } else if (options.only === 'truth') {
    await tellPart('truth', await truthReport(generator), describeTruth);
  } else if (options.only === 'latent') {
    const latent = await measureLatentActions(probe('latent-action'), seeds, pack.manifest, { quick });
    const text = options.json ? JSON.stringify({ latent_action: latent }) : describeLatent(latent);
    process.stdout.write(`${text}\n`);
  } else if (options.only === 'latent-replay') {
    const given = {
      graph: probe('latent-action'),
      ticks: options.ticks ?? (quick ? 80 : 120),
      by: options.alone ? 'pictures' : 'room',
      kept: new KeptRecordings(`${sheetFolder}/recordings`),
      takesKept: options['kept-recordings'],
      progress: say,
    } as const;
    const replay = await measureLatentReplay(pack, generator, seeds, given);
    await tellPart('latent_replay', replay, describeLatentReplay);
  } else if (options.only === 'drift') {
    const measured = await drift(generator);
    await keepDrift(driftFile, { graphs: graphSums(pack), seed: seeds[0], drift: measured });
    process.stdout.write(`${JSON.stringify({ drift: measured }, null, options.json ? 0 : 2)}\n`);
  } else if (options.only === 'sketch') {
    const worlds = heldOut();
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
      await writeWholeFile(
        reportFile,
        `${JSON.stringify({ ...report, ...(await keptPartsOf(reportFile)) }, null, 2)}\n`,
      );
    }
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${describeReport(report)}\n`);
  }
} finally {
  await generator.close();
}

function refuse(text: string): Promise<never> {
  return orEnd(Promise.reject(new CommandLineError(text)));
}

/** All measurements of a pack. Those that do not measure time run in parallel, to use all cores. */
async function evaluate(pack: Pack, generator: Generator): Promise<Report> {
  const { manifest } = pack;
  const worlds = seeds.map((seed) => heldOutWorld(seed, manifest.view));
  const places = await PlaceJudge.load(probe('places'), manifest.view);
  const ablationPlay = { worlds: worlds.slice(0, judged.worlds), ticks: judged.ticks };
  const [{ play, wellKnown }, imagined, crossView, physics, controls, sketch, latent, ablation, fine, truth] =
    await Promise.all([
      measurePlay(pack, generator, worlds, {
        players,
        ticks,
        probes: { actions: probe('actions'), players: probe('players') },
        ended: ({ seed, revisit, keyframes }, sheet) => {
          const { model, warp, copy } = revisit.psnr;
          say(
            `seed ${seed}: revisit_psnr model ${model.toFixed(2)}, warp ${warp.toFixed(2)}, copy ${copy.toFixed(2)}; ${keyframes} keyframes`,
          );
          return writeSheet(`${manifest.name}-${seed}`, sheet);
        },
      }),
      measureImagination(pack, generator, worlds, { viewpoints: imaginedViewpoints, judge: places }),
      measureCrossView(pack, generator, worlds),
      measurePhysics(pack, generator, worlds, { quick }),
      manifest.relight && measureControls(pack, generator, worlds, { probe: probe('controls'), quick }),
      measureSketch(pack, generator, worlds, { quick }),
      // Independent of the pack, because codes are of reference frames.
      quick ? undefined : measureLatentActions(probe('latent-action'), seeds, manifest, { quick }),
      quick ? undefined : measureAblation(pack, generator, ablationPlay),
      measureLargestPictures(pack, generator, {
        ...{ seeds: seeds.slice(0, quick ? 3 : 8), players, ticks, probe: probe('near-crops') },
      }),
      truthReport(generator),
    ]);
  const variants = options.variant;
  return {
    pack: { name: manifest.name, graphs: graphSums(pack) },
    quick,
    seeds,
    ticks,
    players,
    ...play,
    imagine_plausible: imagined,
    fine_pictures: fine,
    ablation,
    variants:
      variants.length > 0 ? await compareVariants(variants, ablationPlay, generatorOptions) : undefined,
    cross_view: { ...crossView, well_known: wellKnown },
    physics,
    controls,
    sketch,
    map: manifest.plan && (await mapReport(pack, generator)),
    latent_action: latent,
    truth,
    view_time: await measureViewTime(pack, generator, worlds[0]),
    machine: await describeMachine(),
    drift: driftTicks > 0 ? await keptOrMeasured(generator) : undefined,
  };
}

function mapReport({ manifest }: Pack, generator: Generator): Promise<MapReport> {
  return measureMap(manifest, (request) => generator.fillTile(request), {
    quick,
    drawn: (rows) => writeMapSheet(`${sheetFolder}/${manifest.name}-map.png`, rows),
  });
}

function truthReport(generator: Generator): Promise<TruthReport> {
  const { size, measure: measures } = options;
  return orEnd(
    runTruth(pack, generator, { quick, seeds, size, measures, folder: sheetFolder, progress: say }),
  );
}

function keptOrMeasured(generator: Generator): Promise<DriftReport> {
  if (!options['kept-drift']) return drift(generator);
  return readDrift(driftFile, { graphs: graphSums(pack), seed: seeds[0], ticks: driftTicks });
}

/** Long rollouts of the first world, and a contact sheet of their frames. */
async function drift(generator: Generator): Promise<DriftReport> {
  const world = heldOutWorld(seeds[0], pack.manifest.view);
  const [idle, active] = await Promise.all(
    [true, false].map((idle) => measureDrift(pack, generator, world, { ticks: driftTicks, idle })),
  );
  const rows = ({ strip }: Drift) => [strip.map(({ drawn }) => drawn), strip.map(({ truth }) => truth)];
  const file = options.json || quick ? `${sheetFolder}/strip.jpg` : path.join(options.pack, 'strip.jpg');
  await writeContactSheet(file, [...rows(active), ...rows(idle)], pack.manifest.view);
  return { ticks: driftTicks, idle: idle.figures, active: active.figures };
}

async function writeSheet(name: string, rows: Uint8Array[][]): Promise<void> {
  mkdirSync(sheetFolder, { recursive: true });
  await writeContactSheet(path.join(sheetFolder, `${name}.png`), rows, pack.manifest.view);
}

/** Tells a part of the report, in a table where there is one, and keeps it if that is wanted. */
async function tellPart<Figures extends object>(
  part: KeptPart,
  figures: Figures,
  describe?: (figures: Figures) => string,
): Promise<void> {
  const about = { machine: await describeMachine(), graphs: graphSums(pack) };
  const text =
    options.json || !describe
      ? JSON.stringify({ [part]: { ...figures, machine: about.machine } }, null, options.json ? 0 : 2)
      : `${describe(figures)}\non ${machineLine(about.machine)}`;
  process.stdout.write(`${text}\n`);
  if (options.report) await keepPart(reportFile, part, { ...about, ...figures });
}
