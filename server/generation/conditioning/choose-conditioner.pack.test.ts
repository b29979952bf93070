import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { defaultPackFolder, loadPack } from '../../pack/pack.ts';
import { createViewGraphs } from '../session.ts';
import { chooseConditioner } from './choose-conditioner.ts';

const tiny = join(import.meta.dirname, '../fixtures/pack');

async function partsOf(folder: string) {
  const pack = await loadPack(folder);
  const { manifest } = pack;
  const names = ['condition', 'imagine', 'draw', 'relight', 'entities'] as const;
  const files = Object.fromEntries(
    names.filter((name) => manifest.graphs[name]).map((name) => [name, pack.graphFile(name)]),
  );
  return { ...(await createViewGraphs(files, manifest, 'cpu')), manifest };
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

  it('is the graph for a pack without an entities graph', async () => {
    const { conditioner, reason } = await chooseConditioner('auto', await partsOf(tiny));
    expect(conditioner.name).toBe('graph');
    expect(reason).toContain('no entities graph');
    await conditioner.release();
  });

  it('is the graph where the two differ', async () => {
    const parts = await partsOf(defaultPackFolder);
    if (!parts.entities) throw new Error('the default pack has no entities graph');
    // Paints every pixel, as an entities graph of another training would paint different ones.
    vi.spyOn(parts.entities, 'run').mockImplementation(async (_feeds, outputs) => {
      for (const tensor of Object.values(outputs ?? {})) {
        if (tensor && typeof tensor === 'object' && 'data' in tensor && tensor.data instanceof Float32Array) {
          tensor.data.fill(0.5);
        }
      }
      return {};
    });
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
