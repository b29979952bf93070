import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { serverInfoSchema } from '../../../shared/messages.ts';
import { LoneProcess } from '../../processes/lone-process.ts';
import { serverRoutes } from './server-routes.ts';

const running: Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.close();
});

async function start(): Promise<() => Promise<string>> {
  const server = createServer(express().use(serverRoutes(new LoneProcess()))).listen(0, '127.0.0.1');
  running.push(server);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/server`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    return serverInfoSchema.parse(await answer.json()).instance;
  };
}

test('GET /api/server returns a different instance for each run of the server', async () => {
  const [first, second] = [await start(), await start()];
  expect(await first()).toBe(await first());
  expect(await second()).not.toBe(await first());
});
