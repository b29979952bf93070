import { readFile } from 'node:fs/promises';
import pino from 'pino';
import { z } from 'zod';
import { Generator } from '../../../server/generation/generator.ts';
import { loadPack } from '../../../server/pack/pack.ts';
import type { Action } from '../../../shared/action.ts';
import { CommandLineError, commandLine, orEnd } from '../../command-line.ts';
import { type RecordedFrame, readFrameRecording } from './frame-recording.ts';
import { LatentEncoder } from './latent-encoder.ts';
import { compared, labelFrames } from './latent-replay.ts';
import { playRoom } from './recorded-play.ts';
import { labelInRoom } from './room-labels.ts';

const usage = `
Labels a recording of play with the action between each two frames, by the latent encoder, and replays them.

  npm run -s label -- --recording FILE --world NAME --room-seed N

  --recording FILE   what Agent(room, planes=("rgb", "depth"), recording=FILE) of the Python package wrote in lock-step
  --world NAME       the world that it was recorded in: labels in a new room of it, and replays the actions from the same start;
                     without, labels come from the pictures alone
  --room-seed N      that room's seed; 0 by default
  --pack FOLDER      the pack; models/arena by default

Each line of standard output is one action, as JSON. Standard error says how much of the path the replay keeps to.`;

const optionsSchema = z.object({
  pack: z.string().default('models/arena'),
  recording: z.string().optional(),
  world: z.string().optional(),
  'room-seed': z.coerce.number().int().min(0).default(0),
});

const options = commandLine(optionsSchema, usage);
const pack = await orEnd(loadPack(options.pack));
const frames = await orEnd(readRecording(options.recording));
const graph = new URL('../probes/latent-action.onnx', import.meta.url).pathname;
const encoder = await LatentEncoder.load(graph, pack.manifest.view);
if (options.world === undefined) tell(await labelFrames(encoder, pack.manifest, frames));
else {
  const worldSeed = await orEnd(pack.seed(options.world));
  const logger = pino({ level: 'warn' }, pino.destination(2));
  const generator = await Generator.create(pack, { provider: 'cpu', workers: 1, logger });
  try {
    const room = { worldSeed, seed: options['room-seed'] };
    const actions = await labelInRoom(pack, generator, room, { encoder, frames });
    tell(actions);
    const play = { ticks: actions.length, act: (_: unknown, tick: number) => actions[tick] };
    const replayed = await playRoom(pack, generator, room, play);
    const { metres, share, mean, most } = compared(
      frames.map(({ place }) => place),
      replayed.path,
    );
    process.stderr.write(
      `The replay is within 0.5 m on ${share.toFixed(3)} of ${metres.toFixed(1)} m (off by ${mean.toFixed(2)} m on average, ${most.toFixed(2)} m at most).\n`,
    );
  } finally {
    await generator.close();
  }
}

function tell(actions: readonly Action[]): void {
  for (const action of actions) process.stdout.write(`${JSON.stringify(action)}\n`);
}

async function readRecording(file: string | undefined): Promise<RecordedFrame[]> {
  if (file === undefined) throw new CommandLineError('--recording: is missing.');
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CommandLineError(`--recording: ${error instanceof Error ? error.message : error}`);
  });
  return readFrameRecording(bytes);
}
