import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { motionFeatures, motionOutputs } from '../../shared/motion-features.ts';
import type { ViewRequest } from '../contracts/view.ts';
import { loadPack, PackError } from '../pack/pack.ts';
import { Generator, type GeneratorOptions } from './generator.ts';
import { viewSteps } from './sampler.ts';

const tiny = join(import.meta.dirname, 'fixtures/pack');
const silent = { info: () => {}, warn: () => {}, error: () => {} } as unknown as GeneratorOptions['logger'];
const opened: Generator[] = [];

async function create(workers = 2, script?: URL): Promise<Generator> {
  const options = { provider: 'cpu', workers, logger: silent, script } as const;
  const generator = await Generator.create(await loadPack(tiny), options);
  opened.push(generator);
  return generator;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((generator) => generator.close()));
});

async function request(view: string, count = 2): Promise<ViewRequest> {
  const { keyframes } = await (await loadPack(tiny)).seed('plain');
  return {
    room: 'room',
    view,
    roomSeed: 1,
    tick: 2,
    camera: keyframes[0].pose,
    previous: undefined,
    keyframes: keyframes.slice(0, count),
    entities: [],
    controls: [0.5],
  };
}

describe('generator', () => {
  it('answers in the order of the requests, the same with any number of workers', async () => {
    const requests = [
      await request('a'),
      await request('b', 0),
      await request('c', 1),
      await request('d', 0),
    ];
    const one = await create(1);
    const three = await create(3);
    const alone = await one.generate(requests);
    const shared = await three.generate(requests);
    expect(shared.map(({ view }) => view)).toEqual(['a', 'b', 'c', 'd']);
    for (const [i, view] of shared.entries()) expect(view.rgb).toEqual(alone[i].rgb);
    expect(shared.map(({ imagined }) => imagined)).toEqual([false, true, false, true]);
    expect(three.time).toMatchObject({ views: 4, imagined: 2 });
    expect(three.time.engine).toBeGreaterThan(three.time.inference.condition);
  });

  it('hands out views in shared memory that serve as the next previous frame', async () => {
    const generator = await create();
    const first = await request('a');
    const [previous] = await generator.generate([first]);
    expect(previous.rgb.buffer).toBeInstanceOf(SharedArrayBuffer);
    const [next] = await generator.generate([{ ...first, previous, tick: 3 }], { warp: true });
    expect(next.rgb).not.toEqual(previous.rgb);
    expect(next.warp).toEqual(first.keyframes[0].rgb);
  });

  it('moves bodies', async () => {
    const generator = await create();
    const features = new Float32Array(3 * motionFeatures);
    for (let body = 0; body < 3; body++) {
      features[body * motionFeatures] = body;
      features[body * motionFeatures + 37] = 10 * body;
    }
    const [changes, again] = await Promise.all([generator.move(features, 3), generator.move(features, 3)]);
    expect(changes).toHaveLength(3 * motionOutputs);
    expect(changes[2 * motionOutputs]).toBe(2);
    expect(changes[2 * motionOutputs + 2]).toBe(20);
    expect(again).toEqual(changes);
    await expect(generator.move(new Float32Array(5), 2)).rejects.toThrow(/2 x 48/);
  });

  it('counts the time of every step', async () => {
    const generator = await create();
    for (const [i, step] of viewSteps.entries()) generator.time.inference[step] = 10 ** i;
    expect(generator.load.inference).toBe(111_111);
  });

  it('fails the views of a worker that dies, replaces it and goes on', async () => {
    const script = new URL('./fixtures/mortal-worker.ts', import.meta.url);
    const generator = await create(1, script);
    const views = [{ ...(await request('a')), room: 'crash' }, await request('b')];
    const [crashed, next] = await Promise.allSettled(views.map((view) => generator.generate([view])));
    expect(crashed).toMatchObject({
      status: 'rejected',
      reason: { message: 'a generation worker ended with code 3' },
    });
    expect(next).toMatchObject({ status: 'fulfilled', value: [{ view: 'b' }] });
    expect(generator.workers).toBe(1);
  });

  it('fails views at once when the last worker died and none can start, and tries again', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'pack-'));
    await cp(tiny, copy, { recursive: true });
    const script = new URL('./fixtures/mortal-worker.ts', import.meta.url);
    const options = { provider: 'cpu', workers: 1, logger: silent, script } as const;
    const generator = await Generator.create(await loadPack(copy), options);
    opened.push(generator);
    const graph = await readFile(join(copy, 'draw.onnx'));
    await rm(join(copy, 'draw.onnx'));
    const crash = { ...(await request('a')), room: 'crash' };
    await expect(generator.generate([crash])).rejects.toThrow(/ended with code 3/);
    await expect(generator.generate([await request('b')])).rejects.toThrow(/draw\.onnx/);
    await expect(generator.generate([await request('c')])).rejects.toThrow(/draw\.onnx/);
    await writeFile(join(copy, 'draw.onnx'), graph);
    await vi.waitFor(
      async () => expect(await generator.generate([await request('d')])).toHaveLength(1),
      60_000,
    );
    await rm(copy, { recursive: true });
  });

  it('draws when one worker is warm if it need not wait for the others, which join it', async () => {
    const options = { provider: 'cpu', workers: 3, logger: silent, ready: 'first' } as const;
    const generator = await Generator.create(await loadPack(tiny), options);
    opened.push(generator);
    expect(generator.workers).toBe(3);
    expect(
      await generator.generate([await request('a'), await request('b'), await request('c')]),
    ).toHaveLength(3);
    await generator.close();
    expect(generator.workers).toBe(0);
  });

  it('goes on with the first worker if others cannot start beside it, and logs why; or fails where all are awaited', async () => {
    const script = new URL('./fixtures/lonely-worker.ts', import.meta.url);
    await expect(create(2, script)).rejects.toThrow('one is enough');
    const error = vi.fn();
    const logger = { ...silent, error };
    const options = { provider: 'cpu', workers: 2, logger, ready: 'first', script } as const;
    const generator = await Generator.create(await loadPack(tiny), options);
    opened.push(generator);
    await vi.waitFor(() => expect(generator.workers).toBe(1), 60_000);
    expect(error).toHaveBeenCalledTimes(1);
    expect(error.mock.calls[0][0].err.message).toContain('one is enough');
    expect(await generator.generate([await request('a')])).toHaveLength(1);
  });

  it('fails a request that a worker cannot draw, and draws the next', async () => {
    const generator = await create(1);
    const broken = { ...(await request('a')), keyframes: [{ id: 1 }] } as unknown as ViewRequest;
    await expect(generator.generate([broken])).rejects.toThrow();
    expect(await generator.generate([await request('b')])).toHaveLength(1);
  });

  it('refuses work after close, which may be called twice', async () => {
    const generator = await create();
    await generator.close();
    await generator.close();
    await expect(generator.generate([await request('a')])).rejects.toThrow(/closed/);
    await expect(generator.move(new Float32Array(motionFeatures), 1)).rejects.toThrow(/closed/);
  });

  it('says which tensor of which graph does not keep the contract', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'generator-'));
    try {
      await cp(tiny, folder, { recursive: true });
      const file = join(folder, 'pack.json');
      const manifest = JSON.parse(await readFile(file, 'utf8'));
      manifest.memory.slots = 4;
      await writeFile(file, JSON.stringify(manifest));
      const options = { provider: 'cpu', workers: 1, logger: silent } as const;
      const error = await Generator.create(await loadPack(folder), options).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(PackError);
      expect(error).toMatchObject({ file: join(folder, 'condition.onnx'), field: 'input rgb' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
