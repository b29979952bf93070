import { Client, type Room } from '@colyseus/sdk';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { tokenOf } from '../server/rooms/room.fixture.ts';
import { freePorts } from '../server/streaming/testing/free-port.ts';
import { OtlpReceiver, type ReceivedSpan } from '../server/tracing/otlp-receiver.fixture.ts';
import { neutralAction } from '../shared/action.ts';
import { createdRoomSchema } from '../shared/messages.ts';
import { EdgeServer } from './edge-server.ts';
import { MediaDialogue } from './load/media-dialogue.ts';
import { openServer, type TestServer, usualWorld } from './test-bed.ts';
import { until } from './until.ts';

const secret = 'a secret of origin and edges';
let receiver: OtlpReceiver;
let server: TestServer;
let edge: EdgeServer;
let player: Room;
let spectator: Room;

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  // Both programs get them.
  vi.stubEnv('WORLDROOM_OTLP_ENDPOINT', receiver.url);
  vi.stubEnv('WORLDROOM_TRACE_SHARE', '1');
  server = await openServer(undefined, {
    options: ['--maximum-edges', '1'],
    environment: { WORLDROOM_SECRET: secret },
  });
  edge = await EdgeServer.start(server.url, secret, await freePorts());
  await until('the edge takes viewers', () =>
    server.log.some((line) => line.includes('an edge takes viewers')),
  );
  const answer = await fetch(new URL('/api/rooms', server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ world: usualWorld }),
  });
  const room = createdRoomSchema.parse(await answer.json());
  const join = async (role: 'player' | 'spectator', link: string) => {
    const session = await new Client(server.url).joinById(room.id, {
      name: role,
      role,
      token: tokenOf(link),
    });
    session.onMessage('*', () => {});
    return session;
  };
  player = await join('player', room.playLink);
  spectator = await join('spectator', room.watchLink);
});

afterAll(async () => {
  await edge?.end('SIGKILL');
  await server?.close();
  await receiver.close();
  vi.unstubAllEnvs();
});

const named = (name: string, service = 'worldroom') =>
  receiver.spans.filter((span) => span.name === name && span.service === service);
const parentOf = ({ parent }: ReceivedSpan) => receiver.spans.find(({ id }) => id === parent);

test('a spectator’s request is one trace through the server and the edge that gets the stream', async () => {
  const media = new MediaDialogue(spectator);
  const capabilities = await media.ask({ method: 'capabilities' });
  await media.ask({ method: 'transport' });
  const fingerprints = [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }];
  await media.ask({ method: 'connect', dtlsParameters: { role: 'client', fingerprints } });
  const rtpCapabilities = z.record(z.string(), z.unknown()).parse(capabilities);
  await until('the view is there', () =>
    media.ask({ method: 'consume', view: player.sessionId, rtpCapabilities }).catch(() => undefined),
  );
  const piped = await until('the edge tells of the pipe', () =>
    named('edge produce', 'worldroom-edge').at(-1),
  );
  await until('the server tells of the request', () =>
    named('media consume').some(({ trace }) => trace === piped.trace),
  );
  const asking = parentOf(piped);
  expect(asking).toMatchObject({ service: 'worldroom', name: 'edge produce', trace: piped.trace });
  const programs = new Set(receiver.traceOf(piped.trace).map(({ service }) => service));
  expect([...programs].sort()).toEqual(['worldroom', 'worldroom-edge']);
  const roots = receiver.traceOf(piped.trace).filter(({ parent }) => parent === '');
  expect(roots.map(({ name }) => name)).toEqual(['media consume']);
});

test('a tick is one trace of its stages and of the pictures that it sends', async () => {
  player.send('input', { sequence: 1, action: { ...neutralAction, move: 1, turn: 0.5 } });
  const stages = ['motion', 'rules', 'retrieve', 'generate', 'deliver', 'encode'];
  const tick = await until('a tick with all stages', () =>
    named('tick').find(({ trace }) => {
      const names = receiver.traceOf(trace).map(({ name }) => name);
      return stages.every((stage) => names.includes(stage));
    }),
  );
  expect(tick.parent).toBe('');
  for (const span of receiver.traceOf(tick.trace)) {
    if (span !== tick) expect(parentOf(span)?.trace).toBe(tick.trace);
  }
  expect(receiver.faults).toEqual([]);
});
