import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { securityHeaders } from './pages.ts';

const running: Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.close();
});

/** Where pages may connect to. */
async function connections(publicUrl: string | undefined, addresses: string[]): Promise<string | undefined> {
  const app = express().use(
    securityHeaders(publicUrl, () => addresses),
    (_request, response) => void response.end(),
  );
  const server = createServer(app).listen(0, '127.0.0.1');
  running.push(server);
  await once(server, 'listening');
  const address = server.address();
  const answer = await fetch(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
  return /connect-src ([^;]*);/.exec(answer.headers.get('content-security-policy') ?? '')?.[1];
}

test('pages connect to their own server alone, and to the processes of it where there are several', async () => {
  expect(await connections(undefined, [])).toBe("'self'");
  const addresses = ['play.example.org/p1', 'play.example.org/p2', '203.0.113.5:2567'];
  expect(await connections(undefined, addresses)).toBe("'self' ws://play.example.org ws://203.0.113.5:2567");
  expect(await connections('https://play.example.org/', addresses)).toBe(
    "'self' wss://play.example.org wss://203.0.113.5:2567",
  );
});
