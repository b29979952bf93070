import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  apiErrorSchema,
  createdRoomSchema,
  publicPackSchema,
  roomSummarySchema,
} from '../shared/messages.ts';
import { englishRefusals } from '../shared/refusals/english.ts';
import { refusalSchema, refusalSentence } from '../shared/refusals/refusal.ts';
import { MemoryBudget } from './memory/memory-budget.ts';
import { startTestApp } from './rooms/room.fixture.ts';
import { limits } from './world/statistics.ts';
import { testManifest } from './world/world.fixture.ts';

let server: Awaited<ReturnType<typeof startTestApp>>;

beforeAll(async () => {
  const clientFolder = mkdtempSync(join(tmpdir(), 'worldroom-pages-'));
  writeFileSync(join(clientFolder, 'index.html'), '<title>Worldroom</title>');
  server = await startTestApp(
    { maximumRooms: 2, clientFolder, allowedOrigins: ['https://friend.example'] },
    { budget: new MemoryBudget(7e8) },
  );
});

afterAll(async () => {
  await server.app.close();
});

const get = (path: string) => fetch(new URL(path, server.url));

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(new URL(path, server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('REST', () => {
  test('describes the pack and its worlds', async () => {
    const pack = publicPackSchema.parse(await (await get('/api/pack')).json());
    expect(pack.view).toEqual(testManifest.view);
    expect(pack).not.toHaveProperty('graphs');
    const worlds: unknown = await (await get('/api/worlds')).json();
    expect(worlds).toMatchObject([
      { name: 'yard', title: 'A yard' },
      { name: 'court', title: 'A court' },
    ]);
  });

  test('creates rooms up to the limit, and lists them', async () => {
    const answer = await post('/api/rooms', { name: 'Ours', world: 'court', seats: 2 });
    expect(answer.status).toBe(201);
    const room = createdRoomSchema.parse(await answer.json());
    expect(room).toMatchObject({ name: 'Ours', world: 'court', seats: 2, players: 0, spectators: 0 });
    expect(room.playLink).toMatch(new RegExp(`^/play/${room.id}\\?token=`));
    expect(room.watchLink).toMatch(new RegExp(`^/watch/${room.id}\\?token=`));
    expect(roomSummarySchema.parse(await (await get(`/api/rooms/${room.id}`)).json()).name).toBe('Ours');
    expect(await (await get('/api/rooms')).json()).toHaveLength(1);

    const [second, third] = await Promise.all([post('/api/rooms', {}), post('/api/rooms', {})]);
    expect([second.status, third.status].sort()).toEqual([201, 503]);
    const refused = second.status === 503 ? second : third;
    expect(await refused.json()).toEqual({
      error: 'All 2 rooms of this server are in use. Join one, or try again later.',
      code: 'rooms-in-use',
      values: { maximum: 2 },
    });
  });

  test.each([
    [{ seats: 9 }, 400, 'seats'],
    [{ seats: '2' }, 400, 'seats'],
    [{ name: '' }, 400, 'name'],
    [{ colour: 'red' }, 400, 'colour'],
    [{ world: 'moon' }, 400, 'world'],
    ['{"seats":', 400, undefined],
    [{ name: 'x'.repeat(20_000) }, 413, undefined],
  ])('refuses %j with %i and names the field', async (body, status, field) => {
    const answer = await post('/api/rooms', body);
    expect(answer.status).toBe(status);
    const answered: unknown = await answer.json();
    expect(answered).toMatchObject(
      field === undefined ? { error: expect.any(String) } : { error: expect.any(String), field },
    );
  });

  test.each(['/api/rooms/none', '/api/worlds/none/picture', '/nowhere', '/play', '/api/../../package.json'])(
    'answers %s with 404 and what to do',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ error: expect.any(String) });
    },
  );

  test('rejects requests from pages of other sites', async () => {
    const plain = { 'content-type': 'text/plain' };
    const evil = await post('/api/rooms', '', { ...plain, origin: 'https://evil.example' });
    expect(evil.status).toBe(403);
    expect(evil.headers.get('access-control-allow-origin')).toBeNull();
    const room = await post('/matchmake/joinById/none', {}, { origin: 'https://friend.example' });
    expect(room.status).toBe(404);
  });

  test('reports its health', async () => {
    const health: unknown = await (await get('/health')).json();
    expect(health).toMatchObject({ status: 'ok', pack: { name: 'test' }, provider: { name: 'test' } });
    expect(health).toHaveProperty('rooms[0].deadlineAttainment', 1);
    expect(health).toHaveProperty('rooms[0].limited', Object.fromEntries(limits.map((limit) => [limit, 0])));
    expect(health).toMatchObject({ keyframeBytes: 0, keyframeBudgetBytes: 7e8 });
    expect(health).toHaveProperty('rooms[0].pushes', 0);
    expect(health).toHaveProperty('rooms[0].waysOut.enclosed', 0);
  });
});

describe('pages', () => {
  test.each(['/', '/play/abc?token=x', '/watch/abc'])(
    '%s is the page, which loads nothing from other sites',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('Worldroom');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('x-powered-by')).toBeNull();
    },
  );

  test('an unknown address is a page for people, too', async () => {
    const answer = await fetch(new URL('/no/where', server.url), {
      headers: { accept: 'text/html,*/*;q=0.8' },
    });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Worldroom');
  });
});

describe('starting', () => {
  test('says what to do if the port is taken', async () => {
    const port = Number(new URL(server.url).port);
    await expect(startTestApp({ port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use`);
    await expect(startTestApp({ host: '203.0.113.1' })).rejects.toThrow(/no address 203\.0\.113\.1/);
  });

  test('an unreadable world costs one room, not the server', async () => {
    const seed = () => Promise.reject(new Error('keyframe 3 is broken'));
    const pack = { folder: '', manifest: testManifest, seed };
    const broken = await startTestApp({}, { pack });
    const answer = await fetch(new URL('/api/rooms', broken.url), { method: 'POST' });
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({
      error: expect.stringMatching(/log says why/),
      code: 'server-failed',
    });
    expect(await (await fetch(new URL('/api/rooms', broken.url))).json()).toEqual([]);
    await broken.app.close();
  });

  test('says how to build the pages if they are missing', async () => {
    const bare = await startTestApp({ clientFolder: '/nowhere' });
    const answer = await fetch(bare.url);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      error: expect.stringMatching(/not built.*npm start/),
      code: 'pages-not-built',
      values: { folder: '/nowhere' },
    });
    await bare.app.close();
    await bare.app.close();
  });
});

describe('a refusal has a code, and the values of its English sentence', () => {
  let refusing: Awaited<ReturnType<typeof startTestApp>>;

  beforeAll(async () => {
    refusing = await startTestApp({ addressRateScale: 0 });
  });
  afterAll(() => refusing.app.close());

  test.each([
    ['unknown-world', '/api/rooms', { world: 'moon' }],
    ['unknown-mode', '/api/rooms', { mode: 'chess' }],
    ['text-fault', '/api/rooms', { name: ' ' }],
    ['unreadable', '/api/rooms', '{"seats":'],
    ['too-large', '/api/rooms', { name: 'x'.repeat(20_000) }],
    ['room-gone', '/api/rooms/none', undefined],
  ])('%s', async (code, path, body) => {
    const post = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    };
    const answer = await fetch(new URL(path, refusing.url), body === undefined ? {} : post);
    const answered: unknown = await answer.json();
    const refusal = refusalSchema.parse(answered);
    expect(refusal.code).toBe(code);
    expect(apiErrorSchema.parse(answered).error).toBe(refusalSentence(englishRefusals, refusal));
  });
});

test('one address creates rooms at a limited rate; a refusal says when to try again', async () => {
  const { app, url } = await startTestApp({ maximumRooms: 50, roomsPerAddress: 3 });
  try {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => fetch(new URL('/api/rooms', url), { method: 'POST' })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(refused).toHaveLength(5);
    expect(Number(refused[0].headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused[0].json()).toMatchObject({
      error: expect.stringMatching(/^Your address/),
      code: 'too-often',
    });
  } finally {
    await app.close();
  }
});

test('one address has a limited share of the open rooms, however slowly it creates them', async () => {
  const { app, url } = await startTestApp({ maximumRooms: 50, roomsPerAddress: 2, addressRateScale: 0 });
  try {
    const open = () => fetch(new URL('/api/rooms', url), { method: 'POST' });
    expect([(await open()).status, (await open()).status]).toEqual([201, 201]);
    const refused = await open();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(await refused.json()).toMatchObject({
      error: expect.stringMatching(/as many rooms open/),
      code: 'rooms-of-address',
    });
    // The server itself has no such limit.
    await expect(app.lobby.create({ name: 'A room', seats: 4, access: 'public' })).resolves.toBeDefined();
  } finally {
    await app.close();
  }
});
