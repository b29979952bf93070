import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { viewModel, viewModelInputs, viewModelOutputs } from '../../generation/remote/view-model.ts';
import { loadPack } from '../../pack/pack.ts';
import { tritonCommand } from './triton-command.ts';

const tiny = join(import.meta.dirname, '../../generation/fixtures/pack');

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'worldroom-triton-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('writes a repository with the graphs of the pack and the Python that runs them', async () => {
  const out = join(await newFolder(), 'models');
  const said = await tritonCommand(['--out', out, '--pack', tiny, '--device', 'cpu', '--threads', '3']);
  expect(said).toContain('--generation grpc://');
  const version = join(out, viewModel.name, viewModel.version);
  expect(await readdir(version)).toEqual(
    expect.arrayContaining(['condition.onnx', 'draw.onnx', 'imagine.onnx', 'model.py', 'pack.json']),
  );
  expect(await readdir(join(version, 'worldroom_serving'))).toContain('view_sampler.py');
  const written = JSON.parse(await readFile(join(version, 'pack.json'), 'utf8'));
  for (const [name, sha256] of Object.entries(written.graphs)) {
    const found = createHash('sha256').update(await readFile(join(version, `${name}.onnx`)));
    expect(found.digest('hex')).toBe(sha256);
  }
  const config = await readFile(join(out, 'worldroom/config.pbtxt'), 'utf8');
  const { manifest } = await loadPack(tiny);
  for (const name of [...Object.keys(viewModelInputs(manifest)), ...Object.keys(viewModelOutputs(manifest))])
    expect(config).toContain(`name: "${name}"`);
  expect(config).toContain('kind: KIND_CPU');
  expect(config).toContain('key: "threads" value { string_value: "3" }');
});

test('the native kernel is beside the graphs of a pack that it knows, unless graphs were asked for', async () => {
  const folder = await newFolder();
  const written = async (...options: string[]) => {
    const out = join(folder, options.join('') || 'usual');
    await tritonCommand(['--out', out, '--device', 'cpu', ...options]);
    const version = join(out, viewModel.name, viewModel.version);
    const { files, appearance } = JSON.parse(await readFile(join(version, 'pack.json'), 'utf8'));
    return { version, files, appearance };
  };
  const { version, files, appearance } = await written();
  expect(Object.keys(files)).toEqual(['view-kernel.so', 'appearance.bin']);
  for (const [name, sha256] of Object.entries(files)) {
    const found = createHash('sha256').update(await readFile(join(version, name)));
    expect(found.digest('hex')).toBe(sha256);
  }
  // A layer has a weight for each input and output, and a bias for each output.
  const numbers = appearance.slice(1).map((outputs: number, i: number) => (appearance[i] + 1) * outputs);
  const bytes = (await readFile(join(version, 'appearance.bin'))).length;
  expect(bytes).toBe(4 * numbers.reduce((sum: number, each: number) => sum + each, 0));
  expect((await written('--conditioning', 'graph')).files).toEqual({});
});

test('replaces a repository only when it is told to, and nothing else', async () => {
  const out = await newFolder();
  const again = ['--out', out, '--pack', tiny];
  await expect(tritonCommand(again)).rejects.toThrow(/is there already.*--replace/);
  await tritonCommand([...again, '--replace']);
  await tritonCommand([...again, '--replace']);
  const config = await readFile(join(out, 'worldroom/config.pbtxt'), 'utf8');
  expect(config).toContain('kind: KIND_GPU');
  await expect(tritonCommand(['--out', tiny, '--pack', tiny, '--replace'])).rejects.toThrow(/something else/);
});

test('says what is wrong with an option', async () => {
  await expect(tritonCommand([])).rejects.toThrow(/--out: is missing/);
  await expect(tritonCommand(['--out', 'a', '--device', 'tpu'])).rejects.toThrow(/--device/);
  await expect(tritonCommand(['--out', 'a', '--treads', '1'])).rejects.toThrow(/--treads.*--help/);
  expect(await tritonCommand(['--help'])).toContain('--cache-megabytes');
});
