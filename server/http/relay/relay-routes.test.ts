import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import express, { type Express } from 'express';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLog } from '../../log.ts';
import { RoomListings } from '../../processes/room-listings.ts';
import type { OtherProcess } from '../../processes/server-processes.ts';
import { errorAnswer } from '../error-answer.ts';
import { LobbyError } from '../lobby-error.ts';
import { ProcessTokens } from './process-tokens.ts';
import { Relay, relayHeader } from './relay.ts';
import { askOthers, type RelayRoutesOptions, relayRoutes } from './relay-routes.ts';
import { RelayedRequests } from './relayed-requests.ts';

const tokens = new ProcessTokens(Uint8Array.from(Buffer.alloc(32, 1)));
const running: Server[] = [];
/** Processes by room, and where rooms can be opened that are not. */
let owners: Record<string, string>;
let known: Record<string, 'here' | 'anywhere'>;
let others: OtherProcess[];
const lost = vi.fn(async (id: string) => {
  others = others.filter((other) => other.id !== id);
});

async function listen(app: Express): Promise<string> {
  const server = createServer(app).listen(0, '127.0.0.1');
  running.push(server);
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
}

/** A process that says its name to every request, after whatever `routes` answer. */
async function start(name: string, capacity = 0): Promise<string> {
  const relayed = new RelayedRequests(tokens);
  const listings = new RoomListings({ isAlive: () => true });
  vi.spyOn(listings, 'all').mockResolvedValue([]);
  vi.spyOn(listings, 'find').mockImplementation(async (room) => {
    const processId = owners[room];
    return processId === undefined
      ? undefined
      : { ...{ processId, roomId: room, name: 'world' }, clients: 0, maxClients: 1 };
  });
  const options: RelayRoutesOptions = {
    processes: { others: () => others.filter(({ id }) => id !== name), lost },
    listings,
    lobby: { ending: false, opensAt: async (room) => known[room] },
    ...{ relay: new Relay(tokens), relayed, capacity: () => capacity },
  };
  const app = express();
  app.set('etag', false);
  app.use(relayed.take, express.json(), relayRoutes(options));
  app.get('/api/recordings/:id', (request, response) => {
    if (request.params.id !== name) throw new LobbyError(404, { code: 'recording-expired', values: {} });
    response.set('Content-Type', 'video/webm').set('X-Name', name).status(206).end(`the file of ${name}`);
  });
  app.post('/matchmake/:method/:room', (request, response, next) => {
    if (request.params.room !== `replay-at-${name}`) return next();
    response.json({ name });
  });
  app.use((request, response, next) => {
    if (request.path.startsWith('/matchmake/') && request.path.includes('replay-at-')) {
      throw new LobbyError(404, { code: 'room-gone', values: {} });
    }
    if (request.method === 'GET' && request.path === '/nothing') return next();
    response.json({ name, address: request.ip, body: request.body ?? null, url: request.url });
  });
  app.use(askOthers(options));
  app.use(errorAnswer(createLog({ level: 'silent' })));
  return listen(app);
}

let own: string;

beforeEach(async () => {
  [owners, known, others] = [{}, {}, []];
  lost.mockClear();
  own = await start('own', 5);
  for (const [id, capacity] of [
    ['near', 10],
    ['far', 2],
  ] as const) {
    others.push({ id, url: await start(id, capacity), address: `${id}.example`, capacity, isEnding: false });
  }
});
afterEach(() => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(new URL(path, own), { headers });
const post = (path: string, body: unknown) =>
  fetch(new URL(path, own), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('a request about a room', () => {
  test.each(['thumbnail', 'world?token=x', 'save?token=x', 'saves/3/picture?token=x'])(
    'is answered by the process that has it (%s)',
    async (path) => {
      owners = { r1: 'near' };
      const answer = await (await get(`/api/rooms/r1/${path}`)).json();
      expect(answer).toMatchObject({ name: 'near', address: '127.0.0.1', url: `/api/rooms/r1/${path}` });
    },
  );

  test('is answered here where nobody else has the room, and where it is not about what an owner knows', async () => {
    expect(await (await get('/api/rooms/r1/thumbnail')).json()).toMatchObject({ name: 'own' });
    owners = { r1: 'near' };
    expect(await (await get('/api/rooms/r1')).json()).toMatchObject({ name: 'own' });
  });

  test('of somebody who joins reaches it with its body', async () => {
    owners = { r1: 'far' };
    const answer = await (await post('/matchmake/joinById/r1', { name: 'Ann' })).json();
    expect(answer).toMatchObject({ name: 'far', body: { name: 'Ann' } });
  });

  test('reaches it also with a body that was compressed', async () => {
    owners = { r1: 'far' };
    const answer = await fetch(new URL('/matchmake/joinById/r1', own), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify({ name: 'Ann' })),
    });
    expect(await answer.json()).toMatchObject({ name: 'far', body: { name: 'Ann' } });
  });

  test('whose process is gone has that said, and goes on where the most views are free', async () => {
    owners = { r1: 'far' };
    known = { r1: 'anywhere' };
    others[1] = { ...others[1], url: 'http://127.0.0.1:1/' };
    lost.mockImplementationOnce(async (id) => {
      others = others.filter((other) => other.id !== id);
      owners = {};
    });
    const answer = await (await post('/matchmake/joinById/r1', {})).json();
    expect(lost).toHaveBeenCalledWith('far');
    expect(answer).toMatchObject({ name: 'near' });
  });

  test('to a process that breaks off is refused for a moment, since it may have been done', async () => {
    const broken = express();
    broken.use((request) => void request.socket.destroy());
    others[1] = { ...others[1], url: await listen(broken) };
    owners = { r1: 'far' };
    const answer = await post('/matchmake/joinById/r1', {});
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'room-elsewhere' });
    expect(lost).not.toHaveBeenCalled();
  });
});

describe('a new room', () => {
  test('is made by the process with the most views free', async () => {
    expect(await (await post('/api/rooms', { name: 'Ours' })).json()).toMatchObject({
      ...{ name: 'near', body: { name: 'Ours' } },
    });
  });

  test('is made by the next one where that is gone or ends, and here where there is no other', async () => {
    others[0] = { ...others[0], isEnding: true };
    expect(await (await post('/api/rooms', {})).json()).toMatchObject({ name: 'own' });
    others[0] = { ...others[0], isEnding: false, url: 'http://127.0.0.1:1/' };
    expect(await (await post('/api/rooms', {})).json()).toMatchObject({ name: 'own' });
    expect(lost).toHaveBeenCalledWith('near');
    others = [];
    expect(await (await post('/api/rooms', {})).json()).toMatchObject({ name: 'own' });
  });
});

describe('what one process has', () => {
  test.each(['near', 'far'])('is found by any (%s)', async (name) => {
    const answer = await get(`/api/recordings/${name}`);
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-type')).toBe('video/webm');
    expect(await answer.text()).toBe(`the file of ${name}`);
  });

  test('is missing where none has it', async () => {
    const answer = await get('/api/recordings/nobody');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'recording-expired' });
  });

  test('may be a replay, which is not open and not saved', async () => {
    const answer = await post('/matchmake/joinById/replay-at-far', {});
    expect(await answer.json()).toEqual({ name: 'far' });
    known = { 'replay-at-own': 'here' };
    expect(await (await post('/matchmake/joinById/replay-at-own', {})).json()).toEqual({ name: 'own' });
  });
});

describe('a request from another process', () => {
  test('is not passed on again', async () => {
    owners = { r1: 'near' };
    const url = '/api/rooms/r1/thumbnail';
    const token = await tokens.sign({ method: 'GET', url, address: '203.0.113.9' });
    expect(await (await get(url, { [relayHeader]: token })).json()).toMatchObject({
      ...{ name: 'own', address: '203.0.113.9' },
    });
  });

  test('is refused where it is forged, or meant for another path', async () => {
    const token = await tokens.sign({
      method: 'GET',
      url: '/api/rooms/r2/thumbnail',
      address: '203.0.113.9',
    });
    for (const value of ['x', token]) {
      expect((await get('/api/rooms/r1/thumbnail', { [relayHeader]: value })).status).toBe(403);
    }
  });
});
