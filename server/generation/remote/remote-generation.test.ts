import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Sketch } from '../../../shared/sketch.ts';
import type { ViewRequest } from '../../contracts/view.ts';
import { loadPack, type Pack } from '../../pack/pack.ts';
import { OtlpReceiver } from '../../tracing/otlp-receiver.fixture.ts';
import { RootSpan } from '../../tracing/spans.ts';
import { startTracing } from '../../tracing/tracing-sdk.ts';
import { trialRequest } from '../conditioning/parity.ts';
import { Generator } from '../generator.ts';
import { OtherModelError } from './kserve-error.ts';
import { type HeardRequest, KServeServer } from './kserve-server.fixture.ts';
import { encodePlanes } from './plane-code.fixture.ts';
import { RemoteGeneration } from './remote-generation.ts';
import { servedPack, viewState } from './view-model.ts';

const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
/** Red of all pixels of the server's views, which no view that is drawn here has everywhere. */
const red = 77;

let pack: Pack;
let local: Generator;
let server: KServeServer;
let generation: RemoteGeneration | undefined;
/** Keys of pictures that the server has. */
const pictures = new Set<string>();
let sha256: string;
let trial: ViewRequest;

beforeAll(async () => {
  pack = await loadPack(join(import.meta.dirname, '../fixtures/pack'));
  trial = trialRequest(pack.manifest);
  local = await Generator.create(pack, { provider: 'cpu', workers: 1, logger });
});
afterAll(() => local.close());
afterEach(async () => {
  await generation?.close();
  generation = undefined;
  server.kill();
  pictures.clear();
  vi.clearAllMocks();
});

/** Draws here. */
const here = vi.fn((requests: readonly ViewRequest[]) => local.generate(requests));

/** Names of the pictures of an input of keys, without empty slots. */
function keysIn(data: Buffer): string[] {
  const all = Array.from({ length: data.length / 16 }, (_, i) =>
    data.subarray(16 * i, 16 * (i + 1)).toString('hex'),
  );
  return all.filter((key) => !/^0+$/.test(key));
}

/** The model: views of one colour, and pictures that have to be there. */
function answer({ inputs }: HeardRequest) {
  const tensor = (name: string, shape: number[], data: ArrayBufferView, datatype = 'UINT8') => ({
    ...{ name, datatype, shape, data },
  });
  if (inputs.has('identify')) return [tensor('identity', [1, 32], Buffer.from(sha256, 'hex'))];
  const uploaded = inputs.get('upload_key');
  if (uploaded !== undefined) {
    for (const key of keysIn(uploaded.data)) pictures.add(key);
    return [tensor('state', [uploaded.shape[0], 1], new Uint8Array(uploaded.shape[0]))];
  }
  const asked = inputs.get('pictures');
  const keep = inputs.get('keep');
  if (asked === undefined || keep === undefined) throw new Error('this is no request of views');
  const [views, slots] = asked.shape;
  const { width, height } = pack.manifest.view;
  const pixels = width * height;
  const nothing = new Uint8Array(pixels);
  const masks = { entity: nothing, confidence: nothing, coverage: nothing };
  const rgb = new Uint8Array(3 * pixels).fill(red);
  const stream = encodePlanes({ rgb, inverseDepth: new Uint16Array(pixels), ...masks }, width);
  const row = asked.data.length / views;
  const missing = new Uint8Array(views * slots);
  const state = new Uint8Array(views);
  for (let view = 0; view < views; view++) {
    for (let slot = 0; slot < slots; slot++) {
      const at = view * row + slot * 16;
      const [key] = keysIn(asked.data.subarray(at, at + 16));
      if (key === undefined || pictures.has(key)) continue;
      missing[view * slots + slot] = 1;
      state[view] = viewState.unknown;
    }
  }
  for (const key of keysIn(keep.data)) pictures.add(key);
  return [
    tensor('state', [views, 1], state),
    tensor('imagined', [views, 1], new Uint8Array(views)),
    tensor('milliseconds', [views, 1], new Float32Array(views).fill(4), 'FP32'),
    tensor('missing', [views, slots], missing),
    tensor('planes', [views, stream.length], Buffer.concat(Array.from({ length: views }, () => stream))),
  ];
}

async function open(deadline = 5_000): Promise<RemoteGeneration> {
  sha256 = servedPack(pack.manifest).sha256;
  server = await KServeServer.start(answer);
  // Closing it must not end the local generation, which all tests share.
  const kept = { ...bound(), close: async () => {} };
  const address = server.address;
  generation = await RemoteGeneration.open({
    ...{ address, manifest: pack.manifest, local: kept, deadline, fewestKeyframes: 1, logger },
  });
  return generation;
}

function bound() {
  return {
    generate: here,
    move: local.move.bind(local),
    fillTile: local.fillTile.bind(local),
    embed: local.embed.bind(local),
    load: local.load,
    provider: local.provider,
  };
}

/** Requests of the same pictures. */
const request = (view = 'a'): ViewRequest => ({ ...trial, view });
const isRemote = ({ rgb }: { rgb: Uint8Array }) => rgb.every((value) => value === red);
const uploads = () => server.requests.filter(({ inputs }) => inputs.has('upload_key')).length;

describe('a server of views', () => {
  test('draws the views of a call together, in the order of the requests', async () => {
    const model = await open();
    const views = await model.generate([request('a'), request('b')]);
    expect(views.map(({ view }) => view)).toEqual(['a', 'b']);
    expect(views.every(isRemote)).toBe(true);
    expect(server.requests.filter(({ inputs }) => inputs.has('pictures'))).toHaveLength(1);
    // What a view costs is what the server says, and not how long it took to come.
    expect(views.map(({ milliseconds }) => milliseconds)).toEqual([4, 4]);
    expect(model.use).toMatchObject({ views: 2, late: 0 });
  });

  test('gets each picture once, the views that it drew never, and all again when it lost them', async () => {
    const model = await open();
    const [first] = await model.generate([request()]);
    const before = uploads();
    expect(before).toBe(1);
    const [second] = await model.generate([{ ...request(), previous: first }]);
    const next = { ...request(), previous: second };
    await model.generate([next]);
    expect(uploads()).toBe(before);
    pictures.clear();
    expect((await model.generate([next])).every(isRemote)).toBe(true);
    expect(uploads()).toBe(before + 1);
  });

  test('is told who goes first, and how long a view may wait', async () => {
    const model = await open(4_000);
    await model.generate([{ ...request('a'), priority: 'spectator' }, request('b')]);
    const asked = server.requests.filter(({ inputs }) => inputs.has('pictures'));
    const priorities = asked.map(({ parameters }) => parameters.get('priority'));
    expect(priorities.sort()).toEqual([1, 2]);
    for (const { parameters } of asked) {
      expect(parameters.get('timeout')).toBeGreaterThan(0);
      expect(parameters.get('timeout')).toBeLessThanOrEqual(4_000_000);
    }
  });

  test('is told to which trace its views belong', async () => {
    const receiver = await OtlpReceiver.start();
    onTestFinished(() => receiver.close());
    const tracing = startTracing({ endpoint: receiver.url, share: 1, service: 'here', log: logger });
    const model = await open();
    const tick = new RootSpan('tick');
    await tick.run(() => model.generate([request()]));
    tick.end();
    await tracing.close();
    const [root] = receiver.spans.filter(({ name }) => name === 'tick');
    const [call] = receiver.spans.filter(({ name }) => name === 'remote generate');
    expect(call).toMatchObject({ service: 'here', trace: root.trace, parent: root.id });
    const asked = server.requests.filter(({ inputs }) => inputs.has('pictures'));
    expect(asked.map(({ trace }) => trace)).toEqual([`00-${root.trace}-${call.id}-01`]);
  });

  test('is not asked for what only this process knows', async () => {
    const model = await open();
    const sketch: Sketch = { kind: 'depth', pose: trial.camera, columns: 2, rows: 2, depths: [1, 1, 1, 1] };
    const views = await model.generate([request('a'), { ...request('s'), sketches: [sketch] }]);
    expect(views.map(isRemote)).toEqual([true, false]);
  });
});

describe('without it', () => {
  test('views are drawn here at the lowest rung, and there again when it is back', async () => {
    const model = await open();
    const { provider } = model;
    expect(provider.reason).toContain('views are drawn at');
    server.kill();
    const views = await model.generate([{ ...request(), size: { width: 128, height: 96 } }, request('b')]);
    expect(views.map(isRemote)).toEqual([false, false]);
    const [drawn] = here.mock.calls[0];
    expect(drawn.map(({ size, keyframes }) => ({ size, keyframes: keyframes.length }))).toEqual([
      { size: undefined, keyframes: 1 },
      { size: undefined, keyframes: 1 },
    ]);
    expect(model.isRemote).toBe(false);
    expect(provider.reason).toContain('is away');
    expect(logger.warn).toHaveBeenCalledTimes(1);
    await server.resume();
    await vi.waitUntil(() => model.isRemote, { timeout: 30_000 });
    expect((await model.generate([request()])).every(isRemote)).toBe(true);
  });

  test('a late view is drawn here, and the server is left when it is late again', async () => {
    const model = await open(50);
    server.delay = 300;
    const [first] = await model.generate([request()]);
    expect(isRemote(first)).toBe(false);
    expect(model.isRemote).toBe(true);
    // The first call was late with its pictures, soon after the server had answered: that alone says little.
    const rest = [...(await model.generate([request()])), ...(await model.generate([request()]))];
    expect(rest.map(isRemote)).toEqual([false, false]);
    expect(model.isRemote).toBe(false);
    expect(model.use.late).toBeGreaterThan(1);
  });

  test('one that is not there yet is used as soon as it is', async () => {
    sha256 = servedPack(pack.manifest).sha256;
    server = await KServeServer.start(answer);
    server.kill();
    const { address } = server;
    const kept = { ...bound(), close: async () => {} };
    generation = await RemoteGeneration.open({
      ...{ address, manifest: pack.manifest, local: kept, fewestKeyframes: 1, logger },
    });
    expect((await generation.generate([request()])).every(isRemote)).toBe(false);
    await server.resume();
    await vi.waitUntil(() => generation?.isRemote, { timeout: 30_000 });
  });

  test('one that has no such model is refused in words', async () => {
    server = await KServeServer.start(() => {
      throw new Error("unknown model: 'worldroom' version 1 is not found");
    });
    const { address } = server;
    const opened = RemoteGeneration.open({
      ...{ address, manifest: pack.manifest, local, fewestKeyframes: 1, logger },
    });
    await expect(opened).rejects.toThrow(/version 3 of the model "worldroom": unknown model.*npm run triton/);
  });

  test('one that draws another pack is refused in words', async () => {
    sha256 = '00'.repeat(32);
    server = await KServeServer.start(answer);
    const { address } = server;
    const opened = RemoteGeneration.open({
      ...{ address, manifest: pack.manifest, local, fewestKeyframes: 1, logger },
    });
    await expect(opened).rejects.toThrow(OtherModelError);
    await expect(opened).rejects.toThrow(/another pack: its SHA-256 is 0+, .*npm run triton/);
  });
});
