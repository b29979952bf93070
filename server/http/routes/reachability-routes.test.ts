import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createRoomSchema } from '../../../shared/messages.ts';
import {
  headerAnswerSchema,
  reachabilityAnswerSchema,
  serverAddressesSchema,
} from '../../../shared/reachability.ts';
import { startTestApp } from '../../rooms/room.fixture.ts';
import { serveRooms } from '../../rooms/room-server.fixture.ts';

const { server } = serveRooms({ maximumRooms: 50, allowedHosts: ['play.example'] });

/** Sends a raw request and returns the server's answer. */
function send(lines: readonly string[]): Promise<{ status: number; body: string }> {
  const { port } = new URL(server().url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.end(`${lines.join('\r\n')}\r\n\r\n`))
      .on('data', (chunk) => {
        text += chunk;
        if (text.startsWith('HTTP/1.1 101')) socket.destroy();
      })
      .on('error', reject)
      .on('close', () =>
        resolve({ status: Number(text.split(' ')[1]), body: text.split('\r\n\r\n')[1] ?? '' }),
      );
  });
}

/** Sends a request with another Host header, which fetch does not allow, and returns the answer. */
function ask(method: string, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; type: string; body: string }>((resolve, reject) => {
    request(new URL(path, server().url), { method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body }),
      );
    })
      .on('error', reject)
      .end();
  });
}

const reservationSchema = z.looseObject({ processId: z.string(), roomId: z.string(), sessionId: z.string() });

/** WebSocket path of a new member, and its session id. */
async function reserve() {
  const room = await server().app.lobby.create(createRoomSchema.parse({}));
  const answer = await fetch(new URL(`/matchmake/joinById/${room.id}`, server().url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { processId, roomId, sessionId } = reservationSchema.parse(await answer.json());
  return { path: `/${processId}/${roomId}?sessionId=${sessionId}`, session: sessionId };
}

async function outcome(session: string) {
  const answer = await fetch(new URL('/api/reachability', server().url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ session }),
  });
  return reachabilityAnswerSchema.parse(await answer.json()).upgrade;
}

describe('a name that is not the server’s', () => {
  const evil = { host: 'evil.example:2567', origin: 'http://evil.example:2567' };

  test.each([
    ['GET', '/'],
    ['GET', '/api/rooms'],
    ['HEAD', '/health'],
    ['POST', '/api/rooms'],
    ['POST', '/matchmake/joinById/x'],
    ['DELETE', '/api/admin/rooms/x'],
    ['OPTIONS', '/api/rooms'],
    ['PUT', '/assets/x'],
  ])('is rejected: %s %s', async (method, path) => {
    const { status, body } = await ask(method, path, evil);
    expect(status).toBe(403);
    if (method === 'HEAD') return;
    expect(headerAnswerSchema.parse(JSON.parse(body))).toMatchObject({
      field: 'Host',
      error: expect.stringContaining('--allowed-hosts evil.example'),
    });
  });

  test('is rejected with a page that contains no active content', async () => {
    const host = 'evil.example"><script>alert(1)</script>';
    const { status, type, body } = await ask('GET', '/', { host, accept: 'text/html' });
    expect(status).toBe(403);
    expect(type).toContain('text/html');
    expect(body).toContain('Host is');
    expect(body).not.toContain('<script');
  });

  test('opens no room', async () => {
    await ask('POST', '/api/rooms', evil);
    expect(await server().app.lobby.list()).toEqual([]);
  });
});

const handshake = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

describe('outcome of a WebSocket', () => {
  test.each([
    ['a foreign Host', ['Host: evil.example', ...handshake], 403, 'Host'],
    ['a foreign Origin', ['Host: localhost', 'Origin: https://evil.example', ...handshake], 403, 'Origin'],
    [
      'a Host without its port',
      ['Host: play.example', 'Origin: https://play.example:8443', ...handshake],
      403,
      'Host',
    ],
    ['no Upgrade', ['Host: localhost', 'Connection: close'], 426, 'Upgrade'],
    [
      'Upgrade without Connection',
      ['Host: localhost', 'Upgrade: websocket', 'Connection: close'],
      426,
      'Connection',
    ],
  ])('with %s is reported on request', async (_what, headers, status, field) => {
    const { path, session } = await reserve();
    expect(await outcome(session)).toBeUndefined();
    const answer = await send([`GET ${path} HTTP/1.1`, ...headers]);
    expect(answer.status).toBe(status);
    const refusal = headerAnswerSchema.parse(JSON.parse(answer.body));
    expect(refusal.field).toBe(field);
    expect(await outcome(session)).toEqual({ outcome: 'refused', refusal });
  });

  test('that was accepted is reported', async () => {
    const { path, session } = await reserve();
    const headers = ['Host: Play.Example.:80', 'Origin: http://play.example', ...handshake];
    expect((await send([`GET ${path} HTTP/1.1`, ...headers])).status).toBe(101);
    expect(await outcome(session)).toEqual({ outcome: 'accepted' });
  });

  test('is not reported to another site', async () => {
    const answer = await fetch(new URL('/api/reachability', server().url), {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ field: 'Origin' });
  });

  test.each([[{ session: 5 }], [{ session: 'x'.repeat(65) }], [{ more: 1 }]])(
    '%j is an invalid request',
    async (body) => {
      const answer = await fetch(new URL('/api/reachability', server().url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(400);
    },
  );
});

test('a server on loopback lists no addresses for others', async () => {
  const answer = await fetch(new URL('/api/addresses', server().url));
  expect(serverAddressesSchema.parse(await answer.json())).toEqual({ network: [] });
});

test('the name of the listen address is known, and the public URL is reported', async () => {
  const app = await startTestApp({ host: 'localhost' });
  const elsewhere = await startTestApp({ host: '127.0.0.1', publicUrl: 'https://play.example/' });
  try {
    expect((await fetch(new URL('/api/rooms', app.url))).status).toBe(200);
    const addresses: unknown = await (await fetch(new URL('/api/addresses', elsewhere.url))).json();
    expect(addresses).toEqual({ public: 'https://play.example/', network: [] });
  } finally {
    await Promise.all([app.app.close(), elsewhere.app.close()]);
  }
});
