import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../shared/pack.ts';
import { loadPack, type Pack, PackError } from '../pack/pack.ts';
import { createSession, createViewGraphs } from './session.ts';

let pack: Pack;
let folder: string;

beforeEach(async () => {
  pack = await loadPack(join(import.meta.dirname, 'fixtures/pack'));
  folder = await mkdtemp(join(tmpdir(), 'session-'));
});
afterEach(() => rm(folder, { recursive: true }));

function changed(change: (manifest: Manifest) => void): Manifest {
  const manifest = structuredClone(pack.manifest);
  change(manifest);
  return manifest;
}

describe('session', () => {
  it('loads the graphs that draw views and reads their channels', async () => {
    const files = {
      condition: pack.graphFile('condition'),
      imagine: pack.graphFile('imagine'),
      draw: pack.graphFile('draw'),
    };
    const graphs = await createViewGraphs(files, pack.manifest, 'cpu');
    expect(graphs.channels).toEqual({ conditions: 4, entityMaps: 1 });
    expect(graphs.imagine).toBeDefined();
  });

  it('names the tensor whose shape differs', async () => {
    const manifest = changed((m) => {
      m.memory.slots = 5;
    });
    const error = await createSession(pack.graphFile('condition'), 'condition', manifest, 'cpu').catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(PackError);
    expect(error).toMatchObject({ file: pack.graphFile('condition'), field: 'input rgb' });
    expect((error as PackError).message).toContain('[B, 3, 3, 48, 64] instead of [batch, 5, 3, 48, 64]');
  });

  it('names the tensor that is missing, with those that are there', async () => {
    const wrong = createSession(pack.graphFile('draw'), 'motion', pack.manifest, 'cpu');
    await expect(wrong).rejects.toThrow(/input features.*missing.*entity_maps/);
  });

  it('says that a file is not a graph', async () => {
    const file = join(folder, 'draw.onnx');
    await writeFile(file, 'not a graph');
    await expect(createSession(file, 'draw', pack.manifest, 'cpu')).rejects.toBeInstanceOf(PackError);
  });

  it('says which graph a pack needs', async () => {
    const file = join(folder, 'draw.onnx');
    await copyFile(pack.graphFile('draw'), file);
    await expect(createViewGraphs({ draw: file }, pack.manifest, 'cpu')).rejects.toThrow(
      /no condition graph/,
    );
  });
});
