import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { graphNames, loadPack, PackError } from './pack.ts';

const tiny = join(import.meta.dirname, '../generation/fixtures/pack');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pack-'));
  await cp(tiny, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

type Json = { [key: string]: Json } & Json[] & string;

async function change(edit: (manifest: Json) => void): Promise<PackError> {
  const file = join(folder, 'pack.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  edit(manifest);
  await writeFile(file, JSON.stringify(manifest));
  return failure();
}

async function failure(): Promise<PackError> {
  const error = await loadPack(folder).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(PackError);
  return error as PackError;
}

describe('pack', () => {
  it('loads with its graphs and seeds', async () => {
    const pack = await loadPack(folder);
    expect(pack.manifest.name).toBe('tiny');
    expect(graphNames(pack.manifest)).toEqual(['condition', 'imagine', 'draw', 'motion', 'plan']);
    expect(pack.graphFile('draw')).toBe(join(folder, 'draw.onnx'));
    expect((await pack.seed('plain')).keyframes).toHaveLength(4);
  });

  it('lists the seeds when asked for one that it does not have', async () => {
    const pack = await loadPack(folder);
    await expect(pack.seed('../plain')).rejects.toThrow(/no world seed named "..\/plain".*plain/);
  });

  it('says where it looked when there is no manifest', async () => {
    await rm(join(folder, 'pack.json'));
    expect((await failure()).message).toContain(join(folder, 'pack.json'));
  });

  it('says that the manifest is not JSON', async () => {
    await writeFile(join(folder, 'pack.json'), '{');
    expect((await failure()).message).toMatch(/not JSON/);
  });

  it('names an unsupported version before anything else', async () => {
    const error = await change((manifest) => {
      Object.assign(manifest, { format: 99 });
      Object.assign(manifest.view, { width: 'wide' });
    });
    expect(error.field).toBe('format');
    expect(error.message).toMatch(/must be 2; re-export/);
  });

  it('names a field out of range', async () => {
    const error = await change((manifest) => Object.assign(manifest.view, { width: 100 }));
    expect(error.field).toBe('view.width');
  });

  it('names an unknown field', async () => {
    const error = await change((manifest) => Object.assign(manifest.view, { depth: 1 }));
    expect(error.message).toMatch(/depth/);
  });

  it('names the graph whose file is missing', async () => {
    await rm(join(folder, 'draw.onnx'));
    expect(await failure()).toMatchObject({ field: 'graphs.draw.file' });
  });

  it('names the graph whose checksum differs', async () => {
    await writeFile(join(folder, 'motion.onnx'), 'something else');
    expect(await failure()).toMatchObject({ field: 'graphs.motion.sha256' });
  });

  it('refuses settings of imagine without its graph', async () => {
    const error = await change((manifest) => {
      delete (manifest.graphs as Partial<Json>).imagine;
    });
    expect(error.field).toBe('graphs.imagine');
  });

  it('refuses a graph of plans without its settings', async () => {
    const error = await change((manifest) => {
      delete (manifest as Partial<Json>).plan;
    });
    expect(error.field).toBe('plan');
  });

  it('refuses a graph of a pack that leaves it out', async () => {
    const file = join(folder, 'pack.json');
    const { imagine: _, ...manifest } = JSON.parse(await readFile(file, 'utf8'));
    delete manifest.graphs.imagine;
    await writeFile(file, JSON.stringify(manifest));
    const pack = await loadPack(folder);
    expect(graphNames(pack.manifest)).toEqual(['condition', 'draw', 'motion', 'plan']);
    expect(() => pack.graphFile('imagine')).toThrow(/graphs.imagine/);
  });

  it('names the world seed whose folder is missing', async () => {
    await rm(join(folder, 'seeds'), { recursive: true });
    const error = await failure();
    expect(error.field).toBe('seeds');
    expect(error.message).toMatch(/plain: .*seed\.json: is not there/);
    const pack = await loadPack(folder, { needsWorld: false });
    expect(pack.manifest.seeds).toEqual([]);
    await expect(pack.seed('plain')).rejects.toThrow(/seed\.json: is not there/);
  });

  it('reads no manifest and no graph that a link leads to elsewhere', async () => {
    const other = await mkdtemp(join(tmpdir(), 'other-'));
    await cp(tiny, other, { recursive: true });
    try {
      await rm(join(folder, 'draw.onnx'));
      await symlink(join(other, 'draw.onnx'), join(folder, 'draw.onnx'));
      expect(await failure()).toMatchObject({
        field: 'graphs.draw.file',
        problem: expect.stringMatching(/leads out/),
      });
      await rm(join(folder, 'pack.json'));
      await symlink(join(other, 'pack.json'), join(folder, 'pack.json'));
      expect((await failure()).message).toMatch(/pack\.json: is a link that leads out/);
    } finally {
      await rm(other, { recursive: true });
    }
  });

  it('loads through a link to its folder', async () => {
    await symlink(folder, `${folder}-link`);
    try {
      const pack = await loadPack(`${folder}-link`);
      expect((await pack.seed('plain')).keyframes).toHaveLength(4);
    } finally {
      await rm(`${folder}-link`);
    }
  });
});
