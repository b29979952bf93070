import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultPackFolder, loadPack } from '../../pack/pack.ts';
import { createViewGraphs } from '../session.ts';
import { chooseConditioner } from './choose-conditioner.ts';
import { readPerceptron } from './perceptron-weights.ts';

const tiny = join(import.meta.dirname, '../fixtures/pack');

async function partsOf(folder: string) {
  const pack = await loadPack(folder);
  const { manifest } = pack;
  const names = ['condition', 'imagine', 'draw', 'relight'] as const;
  const files = Object.fromEntries(
    names.filter((name) => manifest.graphs[name]).map((name) => [name, pack.graphFile(name)]),
  );
  const appearance = manifest.graphs.appearance && pack.graphFile('appearance');
  return { ...(await createViewGraphs(files, manifest, 'cpu')), manifest, appearance };
}

describe('the choice of a conditioner', () => {
  it('is the native kernel for the default pack', async () => {
    const { conditioner, reason } = await chooseConditioner('auto', await partsOf(defaultPackFolder));
    expect(conditioner.name, reason).toBe('native');
    expect(reason).toMatch(/baseline|avx2|avx512/);
    await conditioner.release();
  });

  it('is the graph where it was asked for', async () => {
    const { conditioner, reason } = await chooseConditioner('graph', await partsOf(defaultPackFolder));
    expect(conditioner.name).toBe('graph');
    expect(reason).toBe('asked for');
    await conditioner.release();
  });

  it('is the graph for a pack without an appearance graph', async () => {
    const { conditioner, reason } = await chooseConditioner('auto', await partsOf(tiny));
    expect(conditioner.name).toBe('graph');
    expect(reason).toContain('no appearance graph');
    await conditioner.release();
  });

  it.each(['native', 'graph'] as const)('is %s if another worker chose that', async (name) => {
    const found = { name, reason: 'as before' };
    const { conditioner, reason } = await chooseConditioner('auto', await partsOf(defaultPackFolder), found);
    expect([conditioner.name, reason]).toEqual([name, 'as before']);
    await conditioner.release();
  });

  it('is the graph where the two differ', async () => {
    const parts = await partsOf(defaultPackFolder);
    if (!parts.appearance) throw new Error('the default pack has no appearance graph');
    // Answers each ray otherwise, as a graph of another training would.
    const { biases } = await readPerceptron(parts.appearance);
    const file = await readFile(parts.appearance);
    const last = Buffer.from(biases[biases.length - 1].slice().buffer);
    Buffer.from(Float32Array.from({ length: last.length / 4 }, () => 3).buffer).copy(
      file,
      file.indexOf(last),
    );
    parts.appearance = join(await mkdtemp(join(tmpdir(), 'worldroom-appearance-')), 'appearance.onnx');
    await writeFile(parts.appearance, file);
    const { conditioner, reason } = await chooseConditioner('auto', parts);
    expect(conditioner.name).toBe('graph');
    expect(reason).toContain('differs');
    await conditioner.release();
  });

  it('is the graph where the kernel cannot take the pack’s maps', async () => {
    const parts = await partsOf(defaultPackFolder);
    const channels = { conditions: 11, entityMaps: 5 };
    const { conditioner, reason } = await chooseConditioner('auto', { ...parts, channels });
    expect(conditioner.name).toBe('graph');
    expect(reason).toContain('the pack has 11 and 5');
    await conditioner.release();
  });
});
