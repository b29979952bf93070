import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { z } from 'zod';
import type { PictureSize } from '../../../server/contracts/picture.ts';
import { Generator } from '../../../server/generation/generator.ts';
import { loadPack, type Pack } from '../../../server/pack/pack.ts';
import { MediaServer } from '../../../server/streaming/media-server.ts';
import { canMap } from '../../../shared/beginning.ts';
import { CommandLineError, commandLine, orEnd } from '../../command-line.ts';
import { keepPart } from '../kept-parts.ts';
import { describeGoverned, playGoverned } from './governed-play.ts';
import { compareWithGraphs, describeComparison, type GraphComparison } from './graph-comparison.ts';
import { isAvx512Hidden, runWithoutAvx512 } from './hidden-instructions.ts';
import { convolutionTime, describeMachine, type Machine, machineLine } from './machine.ts';
import {
  type PlayFigures,
  playFlatOut,
  playInRealTime,
  type StageTimes,
  type Subject,
} from './play-speed.ts';
import { addToReport } from './speed-report.ts';
import { describeTrunks, measureTrunks, type TrunkTime } from './trunk-speed.ts';
import { describeUnknownWalk, walkIntoUnknown } from './unknown-walk.ts';

const usage = `
Measures how fast the engine plays on this machine: rooms of 1, 2, 4 and 8 players at the pack's rate,
drawn, encoded and handed to the SFU, in each of the pack's picture sizes. It says which machine that is,
and milliseconds as ratios to a convolution of this run, because figures of two machines differ.

  npm run bench
  npm run -s bench -- --quick --json    one JSON object on standard output
  npm run bench -- --only governor      picture sizes under a scripted load: 1, 4, 8 and 2 players, then
                                        another process that keeps a core busy
  npm run bench -- --only trunk         drawing by ONNX Runtime and by every code of the native kernel

  npm run bench -- --only unknown       two players who walk into ground that nobody has seen, in a room that
                                        begins with nothing and in one that begins with a picture

  --pack FOLDER       the pack; models/arena by default
  --provider NAME     cpu (the default), webgpu, cuda or auto
  --only governor     that alone, or trunk, or unknown
  --quick             10 seconds of each room instead of a minute
  --hide-avx512       as on a processor without AVX-512 and VNNI (Linux and x86-64)
  --report            adds the figures to the pack's report.json, as the line of these instruction sets`;

const optionsSchema = z.object({
  pack: z.string().default('models/arena'),
  provider: z.enum(['cpu', 'webgpu', 'cuda', 'auto']).default('cpu'),
  quick: z.boolean().default(false),
  json: z.boolean().default(false),
  'hide-avx512': z.boolean().default(false),
  report: z.boolean().default(false),
  only: z.enum(['governor', 'trunk', 'unknown']).optional(),
});

/** Cost of pictures of one size. */
interface SizeFigures {
  size: string;
  /** Views a second if ticks follow each other without waiting, 2 players. */
  views_per_second: number;
  /** Milliseconds for a view, by stage. */
  stages: StageTimes;
  /** The same in units of the calibration's run time, which makes machines comparable. */
  stage_ratios: StageTimes;
}

interface BenchReport {
  machine: Machine;
  cores: number;
  rate: number;
  provider: string;
  /** Methods of conditioning and drawing: graphs or native code. */
  methods: string;
  sizes: SizeFigures[];
  play: PlayFigures[];
  graphs: GraphComparison;
  trunks: TrunkTime[];
  resident_megabytes: number;
}

const options = commandLine(optionsSchema, usage);
if (options['hide-avx512'] && !isAvx512Hidden()) process.exit(runWithoutAvx512());
const logger = pino({ level: 'warn' }, pino.destination(2));
const pack = await orEnd(loadPack(options.pack));
const machine = await describeMachine();
const reportFile = join(options.pack, 'report.json');
if (options.only === 'trunk') {
  const trunks = await measureTrunks(pack, trunkRounds());
  write({ machine, trunks }, [machineLine(machine), '', ...describeTrunks(trunks)].join('\n'));
  process.exit(0);
}
const generator = await Generator.create(pack, { provider: options.provider, workers: 0, logger });
const media = await MediaServer.create({ listenAddress: '127.0.0.1', workers: 1, logger });
try {
  const subject = { pack, generator, media };
  if (options.only === 'governor') {
    const steps = await playGoverned(subject);
    if (options.report) await keepPart(reportFile, 'governor', { machine, steps });
    write({ machine, steps }, [machineLine(machine), '', ...describeGoverned(steps)].join('\n'));
  } else if (options.only === 'unknown') {
    if (!canMap(pack.manifest)) {
      await orEnd(
        Promise.reject(new CommandLineError('--only unknown: the pack has no plan and surface graphs.')),
      );
    }
    const walks = [];
    for (const begin of ['nothing', 'picture'] as const) {
      const walk = { begin, players: 2, seconds: options.quick ? 30 : 120, roomSeed: 7 };
      walks.push(await walkIntoUnknown(subject, walk));
    }
    if (options.report) await keepPart(reportFile, 'unknown', { machine, walks });
    write({ machine, unknown: walks }, [machineLine(machine), '', ...describeUnknownWalk(walks)].join('\n'));
  } else {
    const report = await bench(subject, machine);
    if (options.report) await addToReport(reportFile, report, report.machine);
    write(report, describe(report));
  }
} finally {
  await media.close();
  await generator.close();
}

/** How often each trunk takes its turn. */
function trunkRounds(): number {
  return options.quick ? 8 : 40;
}

function write(report: object, text: string): void {
  process.stdout.write(`${options.json ? JSON.stringify(report) : text}\n`);
}

async function bench(subject: Subject, machine: Machine): Promise<BenchReport> {
  const { pack, generator } = subject;
  const seconds = options.quick ? 10 : 60;
  const sizes: SizeFigures[] = [];
  const play: PlayFigures[] = [];
  for (const size of sizesOf(pack, generator)) {
    const figures = await playFlatOut(subject, 2, size, seconds);
    const stage_ratios = ratios(figures.stages, convolutionTime(machine));
    sizes.push({ size: `${size.width}x${size.height}`, ...figures, stage_ratios });
    for (const players of [1, 2, 4, 8]) play.push(await playInRealTime(subject, players, size, seconds));
  }
  const graphs = await compareWithGraphs(subject, options.quick ? 100 : 1000);
  const trunks = await measureTrunks(pack, trunkRounds());
  return {
    machine,
    cores: availableParallelism(),
    rate: pack.manifest.view.rate,
    provider: generator.provider.name,
    methods: Object.entries(generator.methods ?? {})
      .map(([part, { name, reason }]) => `${part} ${name} (${reason})`)
      .join(', '),
    sizes,
    play,
    graphs,
    trunks,
    resident_megabytes: Math.round(process.memoryUsage.rss() / 2 ** 20),
  };
}

/** The view's own size, then the larger ones, smallest first, if native code can draw them. */
function sizesOf({ manifest }: Pack, { methods }: Generator): PictureSize[] {
  const { width, height, sizes = [] } = manifest.view;
  const isNative = methods?.conditioning.name === 'native' && methods.drawing.name === 'native';
  return [{ width, height }, ...(isNative ? [...sizes].reverse() : [])];
}

function ratios(times: StageTimes, unit: number): StageTimes {
  const entries = Object.entries(times).map(([stage, time]) => [stage, time / unit]);
  return Object.fromEntries(entries) as StageTimes;
}

function describe(report: BenchReport): string {
  const { play, sizes } = report;
  const stages = Object.keys(sizes[0].stages) as (keyof StageTimes)[];
  const cell = (value: number, digits: number, width: number) => value.toFixed(digits).padStart(width);
  return [
    machineLine(report.machine),
    `${report.rate} views a second on ${report.cores} cores (${report.provider}); ${report.methods}`,
    '',
    `milliseconds a view, and as ratios to ${convolutionTime(report.machine).toFixed(1)} ms of convolutions`,
    `${'size'.padStart(8)}  flat out  ${stages.map((stage) => stage.padStart(9)).join('')}`,
    ...sizes.flatMap(({ size, views_per_second: rate, stages: times, stage_ratios: shares }) => [
      `${size.padStart(8)}  ${cell(rate, 1, 6)}/s  ${stages.map((stage) => cell(times[stage], 2, 9)).join('')}`,
      `${' '.repeat(20)}${stages.map((stage) => cell(shares[stage], 2, 9)).join('')}`,
    ]),
    '',
    '    size  players  views/s  deadline  p50 ms  p95 ms  event loop p99 ms',
    ...play.map((p) =>
      [
        p.size.padStart(8),
        String(p.players).padStart(7),
        cell(p.views_per_second, 1, 7),
        cell(p.deadline_attainment, 3, 8),
        cell(p.tick_p50, 1, 6),
        cell(p.tick_p95, 1, 6),
        cell(p.event_loop_p99, 1, 6),
      ].join('  '),
    ),
    '',
    ...describeComparison(report.graphs),
    '',
    ...describeTrunks(report.trunks),
    `resident memory ${report.resident_megabytes} MB`,
  ].join('\n');
}
