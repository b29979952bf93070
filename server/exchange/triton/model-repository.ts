import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readPerceptron } from '../../generation/conditioning/perceptron-weights.ts';
import { graphNamesOf, servedPack, viewModel } from '../../generation/remote/view-model.ts';
import type { Pack } from '../../pack/pack.ts';
import { type ModelPlacement, modelConfig } from './model-config.ts';

/** The native kernel for Python, where it was built (scripts/native.mjs). */
const servedKernel = resolve(import.meta.dirname, '../../../build/native/view-kernel.so');
/** The Python package that answers. */
const answering = resolve(import.meta.dirname, '../../../models/training/worldroom_serving');

/**
 * Writes a model repository for Triton: `worldroom/config.pbtxt` and the model's version, with the graphs of the pack
 * and the Python that runs them.
 *
 * @param folder An empty one, or one that is not there.
 */
export async function writeModelRepository(
  pack: Pack,
  folder: string,
  placement: ModelPlacement,
): Promise<void> {
  const model = join(folder, viewModel.name);
  const version = join(model, viewModel.version);
  const python = join(version, 'worldroom_serving');
  await mkdir(python, { recursive: true });
  for (const name of graphNamesOf(pack.manifest)) {
    await cp(pack.graphFile(name), join(version, `${name}.onnx`));
  }
  const native = placement.conditioning === 'graph' ? noKernel : await writeKernel(pack, version);
  const settings = { ...servedPack(pack.manifest), ...native };
  await writeFile(join(version, 'pack.json'), `${JSON.stringify(settings, null, 2)}\n`);
  for (const file of await readdir(answering)) {
    if (!file.endsWith('.py')) continue;
    const to = file === 'triton_model.py' ? join(version, 'model.py') : join(python, file);
    await cp(join(answering, file), to);
  }
  await writeFile(join(model, 'config.pbtxt'), modelConfig(pack.manifest, placement));
}

/** Files that the native kernel needs, with their SHA-256, and the layers of appearance.bin; none where it cannot draw. */
interface KernelFiles {
  files: Record<string, string>;
  appearance: number[];
}

const noKernel: KernelFiles = { files: {}, appearance: [] };

/**
 * Writes the native kernel and what it reads, where it was built and knows the pack. Without it, graphs do all of a view,
 * which is slower on a CPU, and pictures have the view's own size.
 */
async function writeKernel(pack: Pack, version: string): Promise<KernelFiles> {
  const { graphs } = pack.manifest;
  if (graphs.appearance === undefined || graphs.trunk === undefined || !existsSync(servedKernel))
    return noKernel;
  const { weights, biases } = await readPerceptron(pack.graphFile('appearance'));
  const content = {
    'view-kernel.so': await readFile(servedKernel),
    'appearance.bin': Buffer.concat([...weights, ...biases].map((numbers) => bytesOf(numbers))),
  };
  const files: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(content)) {
    await writeFile(join(version, name), bytes);
    files[name] = createHash('sha256').update(bytes).digest('hex');
  }
  const sizes = biases.map(({ length }) => length);
  return { files, appearance: [weights[0].length / sizes[0], ...sizes] };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
