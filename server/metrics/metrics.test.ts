import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { createdRoomSchema } from '../../shared/messages.ts';
import { ConfigError, configSchema, readConfig } from '../config/config.ts';
import { MemoryBudget } from '../memory/memory-budget.ts';
import { joinRoom, startTestApp, until } from '../rooms/room.fixture.ts';
import { freePorts } from '../streaming/testing/free-port.ts';
import { MetricsServer } from './metrics-server.ts';

const store = { waiting: 2, lag: 1_500, done: 7, failed: 1, deaths: 1 };
const generation = { workers: 2, waiting: 3, views: 5, imagined: 1, engine: 400, inference: 300 };
const load = {
  mediaWorkers: async () => [{ processId: 4711, cpuMilliseconds: 2_000, residentBytes: 3e7 }],
  generation: () => generation,
  streams: () => ({ video: 4, sound: 1, viewers: { origin: 9, edge: 3 } }),
  store: () => store,
};
const token = 'a-token-for-Prometheus';

let port: number;
let server: Awaited<ReturnType<typeof startTestApp>>;

beforeAll(async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {});
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  port = await freePorts();
  const address = `127.0.0.1:${port}`;
  server = await startTestApp({ metricsAddress: address }, { load, budget: new MemoryBudget(7e8) });
});
afterAll(() => server?.app.close());

/** A sample of the text format: its name, labels and value. */
interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** @throws Error if a line is not what Prometheus reads */
function samplesOf(text: string): Sample[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, name, inner = '', value] = /^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
    if (name === undefined || (Number.isNaN(Number(value)) && value !== 'Nan')) throw new Error(line);
    const labels = [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)",?/g)].map(([, label, of]) => [label, of]);
    return { name, labels: Object.fromEntries(labels), value: Number(value) };
  });
}

async function figures(): Promise<{ text: string; samples: Sample[] }> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const text = await answer.text();
  return { text, samples: samplesOf(text) };
}

function sampleOf(samples: Sample[], name: string, labels: Record<string, string> = {}): number | undefined {
  const isIt = (sample: Sample) =>
    sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value);
  return samples.find(isIt)?.value;
}

async function createRoom(name: string) {
  const answer = await fetch(new URL('/api/rooms', server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, access: 'public' }),
  });
  return createdRoomSchema.parse(await answer.json());
}

test('tells ticks, deadlines, stages, queue, rooms, people, viewers, store and the event loop, and no name', async () => {
  const room = await createRoom('Secret garden');
  const { session, id } = await joinRoom(server.url, room.id, { name: 'Adalbert' });
  await until('play', () => session.state.tick > 3);
  const { samples, text } = await figures();
  const of = (name: string, labels?: Record<string, string>) =>
    sampleOf(samples, `worldroom_${name}`, labels);
  expect(of('ticks_total')).toBeGreaterThan(3);
  expect(of('due_ticks_total')).toBeGreaterThan(0);
  expect(of('deadlines_met_total')).toBeLessThanOrEqual(of('due_ticks_total') ?? 0);
  expect(of('tick_stage_seconds', { stage: 'motion' })).toBeGreaterThan(0);
  expect(of('tick_stage_worst_seconds', { stage: 'deliver' })).toBeGreaterThan(0);
  expect(of('rooms', { access: 'public' })).toBe(1);
  expect(of('rooms', { access: 'link' })).toBe(0);
  expect(of('members', { role: 'player' })).toBe(1);
  expect(samples.filter(({ name }) => name === 'worldroom_drawn_views')).toHaveLength(1);
  expect(of('queued_views')).toBe(3);
  expect(of('drawing_seconds_total', { part: 'inference' })).toBe(0.3);
  expect(of('drawing_seconds_total', { part: 'engine' })).toBeCloseTo(0.1);
  expect(of('viewers', { at: 'origin' })).toBe(9);
  expect(of('viewers', { at: 'edge' })).toBe(3);
  expect(of('streams', { kind: 'video' })).toBe(4);
  expect(of('media_worker_cpu_seconds_total', { worker: '0' })).toBe(2);
  expect(of('store_lag_seconds')).toBe(1.5);
  expect(of('store_calls_total', { result: 'failed' })).toBe(1);
  expect(of('keyframe_budget_bytes')).toBe(7e8);
  expect(sampleOf(samples, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  for (const secret of ['Secret garden', 'Adalbert', room.id, id]) expect(text).not.toContain(secret);
  await session.leave(true);
});

test('has as many time series with many rooms and people as with few, and its counters never go back', async () => {
  const seriesOf = (samples: Sample[]) =>
    samples.filter(({ name }) => name.startsWith('worldroom_')).map(({ name, labels }) => [name, labels]);
  const one = await createRoom('First');
  const ann = await joinRoom(server.url, one.id, { name: 'Ann' });
  await until('play', () => ann.session.state.tick > 3);
  const few = await figures();
  const rooms = [await createRoom('Second'), await createRoom('Third')];
  const more = await Promise.all(rooms.map(({ id }) => joinRoom(server.url, id, { name: 'Ben' })));
  for (const { session } of more) await until('play', () => session.state.tick > 3);
  const many = await figures();
  expect(seriesOf(many.samples)).toEqual(seriesOf(few.samples));
  const ticks = (samples: Sample[]) => sampleOf(samples, 'worldroom_ticks_total') ?? 0;
  expect(ticks(many.samples)).toBeGreaterThan(ticks(few.samples));
  for (const { session } of [ann, ...more]) await session.leave(true);
  const after = await figures();
  expect(ticks(after.samples)).toBeGreaterThanOrEqual(ticks(many.samples));
  expect(sampleOf(after.samples, 'worldroom_members', { role: 'player' })).toBe(0);
});

test('the port of pages has no /metrics, and that of figures nothing else', async () => {
  const page = await fetch(new URL('/metrics', server.url));
  expect(page.status).toBe(404);
  expect(await page.text()).not.toContain('worldroom_ticks');
  const of = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method });
  expect((await of('/api/rooms')).status).toBe(404);
  expect((await of('/metrics', 'POST')).status).toBe(405);
});

/** The status of a request with a Host header of its own. */
function statusFor(host: string): Promise<number> {
  return new Promise((done, failed) => {
    request({ host: '127.0.0.1', port, path: '/metrics', headers: { host } }, (answer) => {
      answer.resume();
      done(answer.statusCode ?? 0);
    })
      .on('error', failed)
      .end();
  });
}

test('a page that points its own name at this machine reads nothing', async () => {
  expect(await statusFor(`localhost:${port}`)).toBe(200);
  expect(await statusFor(`127.0.0.1:${port}`)).toBe(200);
  expect(await statusFor(`figures.example:${port}`)).toBe(403);
});

test('with a token, nobody without it gets an answer, and guesses are few', async () => {
  const guarded = await freePorts();
  const second = new MetricsServer({
    ...{ host: '127.0.0.1', port: guarded, token, contentType: 'text/plain' },
    figures: async () => 'figures 1\n',
    failed: (error) => expect.fail(String(error)),
  });
  await second.listen();
  onTestFinished(() => second.close());
  const statusWith = async (authorization?: string) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    return (await fetch(`http://127.0.0.1:${guarded}/metrics`, { headers })).status;
  };
  expect(await statusWith()).toBe(401);
  expect(await statusWith('Bearer a-token-for-prometheus')).toBe(401);
  const guesses = await Promise.all(Array.from({ length: 60 }, (_, i) => statusWith(`Bearer ${i}`)));
  expect(new Set(guesses)).toEqual(new Set([401, 429]));
  expect(await statusWith(`Bearer ${token}`)).toBe(200);
});

test.each([
  [{ metricsToken: token }, 'metricsToken'],
  [{ metricsAddress: '0.0.0.0:9464' }, 'metricsAddress'],
  [{ metricsAddress: '127.0.0.1' }, 'metricsAddress'],
])('%o is refused, and %s is named', (options, named) => {
  const result = configSchema.safeParse(options);
  expect(result.error?.issues.map(({ path }) => path[0])).toContain(named);
});

test('a token is not told in errors', () => {
  const read = () => readConfig({ arguments: [], environment: { WORLDROOM_METRICS_TOKEN: 'short secret' } });
  expect(read).toThrow(ConfigError);
  expect(read).not.toThrow('short secret');
});

const dashboardSchema = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
  templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.string() })) }),
});

test('the dashboard asks for figures and labels that are there', async () => {
  const file = resolve(import.meta.dirname, '../../deploy/grafana/worldroom.json');
  const dashboard = dashboardSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const room = await createRoom('Drawn');
  const { session } = await joinRoom(server.url, room.id, { name: 'Ann' });
  await until('play', () => session.state.tick > 3);
  const { samples } = await figures();
  await session.leave(true);
  const known = new Set(samples.map(({ name }) => name));
  const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
  const queries = [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...dashboard.templating.list.map(({ query }) => query).filter((query) => query !== 'prometheus'),
  ];
  expect(queries.length).toBeGreaterThan(20);
  for (const query of queries) {
    const names = query.match(/\b(?:worldroom|nodejs|process)_\w+/g) ?? [];
    expect(names).not.toEqual([]);
    for (const name of names) expect(known, query).toContain(name);
    const grouped = [...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => list.split(', '));
    // Prometheus adds the instance.
    for (const label of grouped) if (label !== 'instance') expect(labels, query).toContain(label);
  }
});
