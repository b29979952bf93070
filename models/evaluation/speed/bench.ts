import { availableParallelism } from 'node:os';
import pino from 'pino';
import { z } from 'zod';
import type { ViewRequest } from '../../../server/contracts/view.ts';
import type { WorldModel } from '../../../server/contracts/world-model.ts';
import { Generator } from '../../../server/generation/generator.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import { loadPack, type Pack } from '../../../server/pack/pack.ts';
import { MediaServer } from '../../../server/streaming/media-server.ts';
import { World } from '../../../server/world/world.ts';
import { neutralAction } from '../../../shared/action.ts';
import { commandLine, orEnd } from '../../command-line.ts';
import { createBareRuntime } from './bare-runtime.ts';
import { describeMachine, type Machine, machineLine } from './machine.ts';

const usage = `
Measures how fast the engine plays on this machine: rooms of 1, 2 and 4 players at the pack's rate,
drawn, encoded and handed to the SFU. It says which machine that is, because figures of two differ.

  npm run bench
  npm run -s bench -- --quick --json    one JSON object on standard output

  --pack FOLDER       the pack; models/arena by default
  --provider NAME     cpu (the default), webgpu, cuda or auto
  --quick             20 seconds of each room instead of a minute`;

const optionsSchema = z.object({
  pack: z.string().default('models/arena'),
  provider: z.enum(['cpu', 'webgpu', 'cuda', 'auto']).default('cpu'),
  quick: z.boolean().default(false),
  json: z.boolean().default(false),
});

interface PlayFigures {
  players: number;
  seconds: number;
  /** Views handed to the encoder a second of wall time. */
  views_per_second: number;
  /** Share of ticks whose views were all handed to the encoder before the next tick was due. */
  deadline_attainment: number;
  /** Milliseconds from the start of a tick until its last view was handed over. */
  tick_p50: number;
  tick_p95: number;
}

interface BenchReport {
  machine: Machine;
  cores: number;
  rate: number;
  view: string;
  provider: string;
  play: PlayFigures[];
  /** Views a second if ticks follow each other without waiting, 2 players. */
  views_per_second: number;
  /** Engine time divided by bare ONNX Runtime time for the same graphs, one view, medians of the same run. */
  engine_overhead: number;
  engine_milliseconds: number;
  bare_milliseconds: number;
  resident_megabytes: number;
}

const options = commandLine(optionsSchema, usage);
const logger = pino({ level: 'warn' }, pino.destination(2));

/** The measured pack. */
interface Subject {
  pack: Pack;
  generator: Generator;
  media: MediaServer;
}

const pack = await orEnd(loadPack(options.pack));
const machine = await describeMachine();
const generator = await Generator.create(pack, { provider: options.provider, workers: 0, logger });
const media = await MediaServer.create({ listenAddress: '127.0.0.1', workers: 1, logger });
try {
  const report = await bench({ pack, generator, media }, machine);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${describe(report)}\n`);
} finally {
  await media.close();
  await generator.close();
}

async function bench(subject: Subject, machine: Machine): Promise<BenchReport> {
  const { pack, generator } = subject;
  const seconds = options.quick ? 20 : 60;
  const play: PlayFigures[] = [];
  for (const players of [1, 2, 4]) play.push(await playInRealTime(subject, players, seconds));
  const overhead = await measureOverhead(subject, options.quick ? 60 : 200);
  const { view } = pack.manifest;
  return {
    machine,
    cores: availableParallelism(),
    rate: view.rate,
    view: `${view.width}x${view.height}`,
    provider: generator.provider.name,
    play,
    views_per_second: await playFlatOut(subject, 2, seconds / 2),
    ...overhead,
    resident_megabytes: Math.round(process.memoryUsage.rss() / 2 ** 20),
  };
}

/** A world whose players constantly run, turn and jump. */
async function busyWorld(pack: Pack, players: number, model: WorldModel) {
  const seed = await pack.seed(pack.manifest.seeds[0].name);
  const memory = new RoomMemory(pack.manifest);
  const world = new World({ pack, seed, generator: model, memory, roomSeed: 1 });
  const ids = Array.from({ length: players }, (_, i) => `player-${i}`);
  for (const id of ids) world.join(id, id);
  let sequence = 0;
  const act = () => {
    sequence++;
    ids.forEach((id, i) => {
      const turn = Math.sin(sequence / 17 + i) * 0.6;
      const action = { ...neutralAction, move: 1, turn, jump: sequence % 40 === i };
      world.setInput(id, { sequence, action });
    });
  };
  return { world, act, ids };
}

async function playInRealTime(
  { pack, generator, media }: Subject,
  players: number,
  seconds: number,
): Promise<PlayFigures> {
  const { rate, width, height } = pack.manifest.view;
  const { world, act, ids } = await busyWorld(pack, players, generator);
  const streams = new Map(
    await Promise.all(
      ids.map(async (id) => [id, await media.createStream({ width, height, rate })] as const),
    ),
  );
  const period = 1000 / rate;
  const durations: number[] = [];
  let met = 0;
  let handed = 0;
  const warmUp = rate;
  const ticks = seconds * rate + warmUp;
  const start = performance.now();
  for (let tick = 0; tick < ticks; tick++) {
    const due = start + tick * period;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const began = Math.max(due, performance.now());
    act();
    await world.advance();
    let handedOver = 0;
    await world.draw((views) => {
      for (const view of views) streams.get(view.view)?.push(view.rgb, performance.now());
      handedOver = performance.now();
    });
    if (tick < warmUp) continue;
    handed += players;
    // A tick that is late because of the one before counts as late, too.
    durations.push(handedOver - began);
    if (handedOver <= due + period) met++;
  }
  for (const stream of streams.values()) stream.close();
  const elapsed = (performance.now() - start) / 1000 - warmUp / rate;
  return {
    players,
    seconds: elapsed,
    views_per_second: handed / elapsed,
    deadline_attainment: met / durations.length,
    tick_p50: quantile(durations, 0.5),
    tick_p95: quantile(durations, 0.95),
  };
}

async function playFlatOut({ pack, generator }: Subject, players: number, seconds: number): Promise<number> {
  const { world, act } = await busyWorld(pack, players, generator);
  const start = performance.now();
  let views = 0;
  while (performance.now() - start < seconds * 1000) {
    act();
    views += (await world.step()).views.size;
  }
  return (views * 1000) / (performance.now() - start);
}

/** Alternates the same requests between the engine and bare sessions, one view at a time. */
async function measureOverhead({ pack, generator }: Subject, rounds: number) {
  let request: ViewRequest | undefined;
  const model = {
    move: (features: Float32Array, bodies: number) => generator.move(features, bodies),
    generate: (requests: readonly ViewRequest[]) => {
      request = requests[0];
      return generator.generate(requests);
    },
  };
  const { world, act } = await busyWorld(pack, 1, model);
  const bare = await createBareRuntime(pack);
  const engineTimes: number[] = [];
  const bareTimes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    act();
    await world.advance();
    const start = performance.now();
    const [view] = await world.draw();
    const elapsed = performance.now() - start;
    // Compared without imagining, which runs another graph for some views.
    if (view.imagined || request === undefined) continue;
    engineTimes.push(elapsed);
    bareTimes.push(await bare.run(request));
  }
  await bare.close();
  const engine = quantile(engineTimes, 0.5);
  const runtime = quantile(bareTimes, 0.5);
  return { engine_overhead: engine / runtime, engine_milliseconds: engine, bare_milliseconds: runtime };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function describe(report: BenchReport): string {
  const rows = report.play.map(
    (p) =>
      `${String(p.players).padStart(7)}  ${p.views_per_second.toFixed(1).padStart(7)}  ${p.deadline_attainment.toFixed(3).padStart(8)}  ${p.tick_p50.toFixed(1).padStart(6)}  ${p.tick_p95.toFixed(1).padStart(6)}`,
  );
  return [
    machineLine(report.machine),
    `${report.view} at ${report.rate} a second on ${report.cores} cores (${report.provider})`,
    'players  views/s  deadline  p50 ms  p95 ms',
    ...rows,
    `flat out: ${report.views_per_second.toFixed(1)} views a second`,
    `engine_overhead ${report.engine_overhead.toFixed(3)} (${report.engine_milliseconds.toFixed(1)} ms over ${report.bare_milliseconds.toFixed(1)} ms bare)`,
    `resident memory ${report.resident_megabytes} MB`,
  ].join('\n');
}
