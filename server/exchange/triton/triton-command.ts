import { parseArgs } from 'node:util';
import { z } from 'zod';
import { flagName } from '../../config/config.ts';
import { viewModel } from '../../generation/remote/view-model.ts';
import { loadPack } from '../../pack/pack.ts';
import { writeNewFolder } from '../new-folder.ts';
import { OptionError } from '../world-options.ts';
import { writeModelRepository } from './model-repository.ts';

const number = z.coerce.number('must be a number').int('must be a whole number');

const schema = z.strictObject({
  pack: z.string().min(1).default('models/arena').describe('Folder of the pack.'),
  out: z.string('is missing; name the folder to write').min(1).describe('Folder to write.'),
  device: z
    .enum(['cpu', 'gpu'])
    .default('gpu')
    .describe('What draws: gpu needs onnxruntime-gpu beside Triton, cpu onnxruntime.'),
  threads: number
    .min(0)
    .max(256)
    .default(0)
    .describe('Views drawn side by side on a CPU; 0 is one per core.'),
  conditioning: z
    .enum(['auto', 'graph'])
    .default('auto')
    .describe('auto uses the native kernel where it works, graph never does: pictures have one size then.'),
  cacheMegabytes: number
    .min(50)
    .max(1_000_000)
    .default(2000)
    .describe('Megabytes of pictures that are kept between requests, of all rooms together.'),
  queueMilliseconds: number
    .min(1)
    .max(60_000)
    .default(5_000)
    .describe('Most milliseconds that a request may wait; servers name less, the deadline of the views.'),
  replace: z.boolean().default(false).describe('Takes the place of a repository that is there.'),
});

const helpText = [
  'Writes a model repository for Triton, or another server of the KServe v2 protocol that runs Python models.',
  '',
  'npm run triton -- --out <folder> [options]',
  ...Object.entries(schema.shape).map(([name, option]) => `  ${flagName(name)}: ${option.description}`),
  '',
].join('\n');

/**
 * `npm run triton`: writes the model repository of a pack. Returns the text to print. After an error nothing is written.
 *
 * @throws PackError or OptionError with a message for people
 */
export async function tritonCommand(given: readonly string[]): Promise<string> {
  if (given.includes('--help')) return helpText;
  const { pack: packFolder, out, replace, ...placement } = readOptions(given);
  const pack = await loadPack(packFolder, { needsWorld: false, checksWorlds: false });
  await writeNewFolder({ folder: out, replace, mark: viewModel.name }, (folder) =>
    writeModelRepository(pack, folder, placement),
  );
  return `The model repository of the pack "${pack.manifest.name}" is in ${out}. Start Triton with --model-repository ${out}, and servers with --generation grpc://<its host>:8001.\n`;
}

function readOptions(given: readonly string[]): z.output<typeof schema> {
  const byFlag = new Map(Object.keys(schema.shape).map((name) => [flagName(name).slice(2), name]));
  const kinds = [...byFlag].map(([flag, name]) => [
    flag,
    { type: name === 'replace' ? ('boolean' as const) : ('string' as const) },
  ]);
  const values = parse(given, Object.fromEntries(kinds));
  const named = Object.entries(values).map(([flag, value]) => [byFlag.get(flag) ?? flag, value]);
  const result = schema.safeParse(Object.fromEntries(named));
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw new OptionError(`${flagName(String(path[0]))}: ${message}. Use --help to see every option.`);
}

function parse(given: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args: [...given], options, strict: true }).values;
  } catch (error) {
    throw new OptionError(
      `${error instanceof Error ? error.message : error} Use --help to see every option.`,
    );
  }
}
