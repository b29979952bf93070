import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { GeneratedView, ViewRequest } from '../../server/contracts/view.ts';
import type { ConditioningChoice } from '../../server/generation/conditioning/choose-conditioner.ts';
import { realRequests } from '../../server/generation/fixtures/real-requests.ts';
import { Generator } from '../../server/generation/generator.ts';
import { RemoteViews } from '../../server/generation/remote/remote-views.ts';
import { largerSize } from '../../server/generation/remote/view-calls.ts';
import { RoomMemory } from '../../server/memory/room-memory.ts';
import { defaultPackFolder, loadPack, type Pack } from '../../server/pack/pack.ts';
import { askedLength } from '../../shared/controls.ts';
import { until } from '../until.ts';
import { nativeViews } from './native-views.ts';
import { SharedServer } from './shared-server.ts';
import type { PlayedTick } from './triton-play.ts';
import { TritonServer } from './triton-server.ts';

/** Milliseconds, long, because the processors of the tests draw for the server as well. */
const deadline = 60_000;
const logger = { info: () => {}, warn: () => {}, error: () => {} };
const planes = ['rgb', 'inverseDepth', 'entity', 'confidence', 'coverage', 'shown'] as const;

let pack: Pack;
let triton: TritonServer;
let requests: ViewRequest[];

beforeAll(async () => {
  pack = await loadPack(defaultPackFolder);
  triton = await TritonServer.start();
  const seed = await pack.seed(pack.manifest.seeds[0].name);
  const memory = new RoomMemory(pack.manifest);
  for (const keyframe of seed.keyframes) memory.remember(keyframe);
  const asked = Array.from({ length: askedLength(pack.manifest) }, (_, i) => (i % 3) / 2);
  const sizes = pack.manifest.view.sizes ?? [];
  requests = [...realRequests(pack, seed, memory, 16)].map((request, i) => ({
    ...request,
    ...(i % 4 === 1 && { look: { asked, guidance: 1, sun: 0.4 } }),
    // Larger ones, and the view's own.
    ...(i % 3 < sizes.length && { size: sizes[i % 3] }),
  }));
});
afterAll(() => triton.close());

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function drawnHere(conditioning: ConditioningChoice): Promise<GeneratedView[]> {
  const generator = await Generator.create(pack, { provider: 'cpu', workers: 1, conditioning, logger });
  try {
    return await generator.generate(requests);
  } finally {
    await generator.close();
  }
}

/** Views that Triton draws one after the other. */
async function drawnThere(views: RemoteViews): Promise<GeneratedView[]> {
  const drawn: GeneratedView[] = [];
  for (const request of requests) {
    const [view] = await views.draw([request], deadline, { priority: 1 });
    if (view === undefined) throw new Error('Triton did not draw a view in time');
    drawn.push(view);
  }
  return drawn;
}

/** Peak signal-to-noise ratio of bytes, decibels; infinite where they are equal. */
function peakRatio(a: Uint8Array, b: Uint8Array): number {
  const squares = a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
  return 10 * Math.log10((255 ** 2 * a.length) / squares);
}

/** Every plane of the views, bit by bit. */
function expectEqual(there: readonly GeneratedView[], here: readonly GeneratedView[]): void {
  for (const [i, view] of there.entries()) {
    expect(view.imagined).toBe(here[i].imagined);
    for (const plane of planes) expect(view[plane], `${plane} of view ${i}`).toEqual(here[i][plane]);
    for (const picture of ['fine', 'fineShown'] as const) {
      const { rgb, ...size } = view[picture] ?? {};
      const { rgb: expected, ...wanted } = here[i][picture] ?? {};
      expect(size, `${picture} of view ${i}`).toEqual(wanted);
      expect(rgb, `${picture} of view ${i}`).toEqual(expected);
    }
  }
}

test('Triton draws, imagines, relights and enlarges what the native kernel does here, bit by bit', async () => {
  const here = await nativeViews(pack, requests);
  const there = await drawnThere(new RemoteViews(triton.client, pack.manifest));
  expect(here.filter(({ imagined }) => imagined).length).toBeGreaterThan(0);
  expect(here.filter(({ fine, fineShown }) => fine && fineShown).length).toBeGreaterThan(0);
  for (const [i, view] of there.entries()) {
    const size = largerSize(requests[i], pack.manifest);
    expect(view.fine && { width: view.fine.width, height: view.fine.height }).toEqual(size);
  }
  expectEqual(there, here);
  const usual = await drawnHere('auto');
  for (const [i, view] of there.entries()) {
    // What is imagined differs altogether where the least of what it is imagined from does.
    if (view.imagined) continue;
    expect(peakRatio(view.rgb, usual[i].rgb)).toBeGreaterThan(50);
    if (view.fine && usual[i].fine) expect(peakRatio(view.fine.rgb, usual[i].fine.rgb)).toBeGreaterThan(50);
  }
});

test('Triton with graphs alone draws what graphs do here, bit by bit', async () => {
  const own = await TritonServer.start('--conditioning', 'graph');
  onTestFinished(() => own.close());
  const here = await drawnHere('graph');
  const there = await drawnThere(new RemoteViews(own.client, pack.manifest));
  expect(here.filter(({ imagined }) => imagined).length).toBeGreaterThan(0);
  expect(here.filter(({ shown }) => shown).length).toBeGreaterThan(0);
  expectEqual(there, here);
});

test('pictures go over once, and again when Triton has lost them', async () => {
  const { bytes } = triton.client;
  const views = new RemoteViews(triton.client, pack.manifest);
  const covered = requests
    .filter((_, i) => i % 5 !== 4 && i % 4 !== 1)
    .slice(1, 4)
    .map(({ size: _, ...request }): ViewRequest => request);
  const draw = () => views.draw(covered, deadline, { priority: 1 });
  const first = await draw();
  const before = { ...bytes };
  expect((await draw()).map((view) => view?.rgb)).toEqual(first.map((view) => view?.rgb));
  const pixels = pack.manifest.view.width * pack.manifest.view.height;
  expect((bytes.sent - before.sent) / covered.length).toBeLessThan(5_000);
  // RGB, 16-bit inverse depth, entity mask, confidence and coverage have 8 bytes a pixel, of which some two are left.
  expect((bytes.received - before.received) / covered.length).toBeLessThan(3 * pixels);
  await triton.kill();
  await triton.resume();
  expect((await draw()).map((view) => view?.rgb)).toEqual(first.map((view) => view?.rgb));
});

test('the next view is drawn from the one before, which does not go over', async () => {
  const views = new RemoteViews(triton.client, pack.manifest);
  const [request] = requests;
  expect(request.size).toBeDefined();
  const [first] = await views.draw([{ ...request, previous: undefined }], deadline, { priority: 1 });
  const next = { ...request, previous: first, tick: 2 };
  const before = triton.client.bytes.sent;
  const [there] = await views.draw([next], deadline, { priority: 1 });
  // A view that is imagined is asked for twice.
  expect(triton.client.bytes.sent - before).toBeLessThan(20_000);
  const [here] = await nativeViews(pack, [next]);
  expectEqual(there ? [there] : [], [here]);
});

test('a server with another pack is refused in words', async () => {
  const started = SharedServer.start(['--generation', `grpc://${triton.address}`], {});
  await expect(started).rejects.toThrow(/--generation .*draws another pack.*npm run triton/);
});

/** Rooms of a process of its own, and what it says of their ticks. */
function playRooms(rooms: number, period: number): PlayedTick[] {
  const program = resolve(import.meta.dirname, 'triton-play.ts');
  const given = [program, triton.address, String(rooms), String(period)];
  const child = spawn(process.execPath, given, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const ticks: PlayedTick[] = [];
  createInterface(child.stdout).on('line', (line) => ticks.push(JSON.parse(line)));
  return ticks;
}

test('views of four rooms in two processes are drawn in batches', async () => {
  const before = await triton.statistics();
  const played = [playRooms(2, 200), playRooms(2, 200)];
  for (const ticks of played) {
    await until('both rooms played on', () => [0, 1].every((room) => roomTicks(ticks, room) >= 20));
  }
  for (const ticks of played) {
    await until('Triton draws for both processes', () => (ticks.at(-1)?.remote ?? 0) >= 20);
  }
  const after = await triton.statistics();
  // Each call of these rooms has one view, so Triton took calls of several rooms together.
  expect(after.executions - before.executions).toBeLessThan(after.requests - before.requests);
});

test('rooms play on when Triton is killed, and by Triton again when it is back', async () => {
  const ticks = playRooms(2, 100);
  await until('Triton draws', () => (ticks.at(-1)?.remote ?? 0) > 20);
  expect(await triton.processes()).not.toHaveLength(0);
  await triton.kill();
  expect(await triton.processes()).toEqual([]);
  const atDeath = ticks.length;
  await until('rooms play on', () => ticks.length > atDeath + 30);
  const meanwhile = ticks[ticks.length - 1];
  await triton.resume();
  await until('Triton draws again', () => (ticks.at(-1)?.remote ?? 0) > meanwhile.remote + 20);
  // No tick is without its view, and none was left out.
  expect(ticks.every(({ views }) => views === 1)).toBe(true);
  for (const room of [0, 1]) {
    const numbers = ticks.filter((tick) => tick.room === room).map(({ tick }) => tick);
    expect(numbers).toEqual(numbers.map((_, i) => numbers[0] + i));
  }
});

test('rooms play on while Triton hangs', async () => {
  const ticks = playRooms(1, 100);
  await until('Triton draws', () => (ticks.at(-1)?.remote ?? 0) > 5);
  triton.signal('SIGSTOP');
  onTestFinished(() => triton.signal('SIGCONT'));
  const stopped = ticks.length;
  await until('rooms play on', () => ticks.length > stopped + 20);
  const meanwhile = ticks[ticks.length - 1];
  triton.signal('SIGCONT');
  await until('Triton draws again', () => (ticks.at(-1)?.remote ?? 0) > meanwhile.remote + 5);
  expect(ticks.every(({ views }) => views === 1)).toBe(true);
});

function roomTicks(ticks: readonly PlayedTick[], room: number): number {
  return ticks.filter((tick) => tick.room === room).length;
}
