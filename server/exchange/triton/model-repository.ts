import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { graphNamesOf, servedPack, viewModel } from '../../generation/remote/view-model.ts';
import type { Pack } from '../../pack/pack.ts';
import { type ModelPlacement, modelConfig } from './model-config.ts';

/** The Python package that answers. */
const answering = resolve(import.meta.dirname, '../../../models/training/worldroom_serving');

/**
 * Writes a model repository for Triton: `worldroom/config.pbtxt` and version 1 of the model, with the graphs of the pack
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
  await writeFile(join(version, 'pack.json'), `${JSON.stringify(servedPack(pack.manifest), null, 2)}\n`);
  for (const file of await readdir(answering)) {
    if (!file.endsWith('.py')) continue;
    const to = file === 'triton_model.py' ? join(version, 'model.py') : join(python, file);
    await cp(join(answering, file), to);
  }
  await writeFile(join(model, 'config.pbtxt'), modelConfig(pack.manifest, placement));
}
