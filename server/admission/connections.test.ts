import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import express from 'express';
import proxyAddr from 'proxy-addr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { LobbyError } from '../http/lobby.ts';
import { createLog } from '../log.ts';
import { AddressLimits, addressRates } from './address-limits.ts';
import { Connections } from './connections.ts';
import { limitRoutes } from './limit-routes.ts';

/** A server behind a proxy, so that every request can state its address. */
let http: Server;
let port: number;
const most = 6;

beforeAll(async () => {
  const app = express();
  app.set('trust proxy', 'loopback');
  const limits = new AddressLimits({ scale: 1 });
  const connections = new Connections({
    limits,
    most,
    addressOf: (request) => proxyAddr(request, app.get('trust proxy fn')),
    log: createLog({ level: 'silent' }),
  });
  app.use(limitRoutes(limits, connections));
  app.use((_request, response) => void response.json({}));
  const answer: express.ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (!(error instanceof LobbyError)) return next(error);
    response.status(error.status).json({ error: error.message });
  };
  app.use(answer);
  http = createServer(app);
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    if (!connections.admits(request)) return;
    sockets.handleUpgrade(request, socket, head, (opened) => {
      connections.opened(opened, request);
      opened.once('message', () => connections.confirmed(opened));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  ({ port } = http.address() as AddressInfo);
});
afterAll(() => {
  http.closeAllConnections();
  http.close();
});

const from = (address: string) => ({ 'x-forwarded-for': address });
const ask = (method: string, path: string, address: string) =>
  fetch(`http://127.0.0.1:${port}${path}`, { method, headers: from(address) });

/** Connects and returns the socket, or the HTTP answer of a refusal. */
function upgrade(
  address: string,
): Promise<WebSocket | { status: number; retryAfter: string | undefined; error: string }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/a/b`, { headers: from(address) });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (data) => {
        body += String(data);
      });
      response.once('end', () => {
        const { error } = JSON.parse(body) as { error: string };
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], error });
      });
    });
  });
}

describe.each([
  ['POST', '/api/rooms', 'rooms'],
  ['POST', '/matchmake/joinById/x', 'joins'],
  ['POST', '/matchmake/reconnect/x', 'joins'],
  ['GET', '/api/rooms/x/thumbnail', 'pictures'],
  ['GET', '/api/worlds/x/picture', 'pictures'],
  ['GET', '/api/rooms/x/world', 'downloads'],
  ['GET', '/api/recordings/x', 'downloads'],
  ['GET', '/health', 'health'],
  ['GET', '/api/rooms', 'calls'],
] as const)('%s %s', (method, path, kind) => {
  test('too many of one address are answered with 429; another address is not', async () => {
    const [flooder, neighbour] = [`198.51.100.${path.length}`, `203.0.113.${path.length}`];
    const { burst } = addressRates[kind];
    const statuses: number[] = [];
    let refused: Response | undefined;
    // The limit fills up again while a busy machine asks, so that it takes more than a burst.
    for (let i = 0; i < 3 * burst && refused === undefined; i++) {
      const answer = await ask(method, path, flooder);
      statuses.push(answer.status);
      if (answer.status === 429) refused = answer;
      else await answer.arrayBuffer();
    }
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(burst);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused?.json()).toEqual({
      error: expect.stringMatching(/Your address .* Try again in \d+ s/),
    });
    expect((await ask(method, path, neighbour)).status).toBe(200);
  });
});

describe('WebSockets of one address', () => {
  test('are limited, with a message at joining as well, and other addresses connect', async () => {
    const sockets = await Promise.all(Array.from({ length: most }, () => upgrade('2001:db8::1')));
    for (const socket of sockets) expect(socket).toBeInstanceOf(WebSocket);
    const refused = await upgrade('2001:db8::2');
    expect(refused).toMatchObject({
      status: 429,
      retryAfter: '5',
      error: expect.stringMatching(/6 connections/),
    });
    const joining = await ask('POST', '/matchmake/joinById/x', '2001:db8::3');
    expect(joining.status).toBe(429);
    expect(await joining.json()).toMatchObject({ error: expect.stringMatching(/Close some of them/) });
    expect(await upgrade('2001:db8:0:1::1')).toBeInstanceOf(WebSocket);
    for (const socket of sockets) if (socket instanceof WebSocket) socket.terminate();
    await expect.poll(async () => (await upgrade('2001:db8::9')) instanceof WebSocket).toBe(true);
  });

  test('that do not confirm are closed after five seconds; the others stay', async () => {
    const [silent, good] = [await upgrade('192.0.2.7'), await upgrade('192.0.2.7')];
    if (!(silent instanceof WebSocket) || !(good instanceof WebSocket)) throw new Error('not connected');
    good.send('here');
    const code = await new Promise((resolve) => silent.once('close', resolve));
    expect(code).toBe(4120);
    expect(good.readyState).toBe(WebSocket.OPEN);
    good.terminate();
  });

  test('that do not answer a close frame are destroyed', async () => {
    const socket = connect(port, '127.0.0.1');
    const ended = new Promise((resolve) => socket.resume().once('close', resolve));
    socket.write(
      'GET /a/b HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Forwarded-For: 192.0.2.8\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await ended;
  });

  test.each(['Host: a@b', 'Host: [', 'Host: a b', 'Host: x:99999999'])(
    'with %s are refused',
    async (line) => {
      const socket = connect(port, '127.0.0.1');
      let answer = '';
      socket.on('data', (data) => {
        answer += String(data);
      });
      socket.write(`GET / HTTP/1.1\r\n${line}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
      await new Promise((resolve) => socket.once('close', resolve));
      expect(answer).toMatch(/^HTTP\/1\.1 400/);
    },
  );
});
