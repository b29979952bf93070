import { Client } from '@colyseus/sdk';
import { expect, onTestFinished, test } from 'vitest';
import { OtlpReceiver } from '../../server/tracing/otlp-receiver.fixture.ts';
import { createdRoomSchema } from '../../shared/messages.ts';
import { openServer, usualWorld } from '../test-bed.ts';
import { until } from '../until.ts';
import { TritonServer } from './triton-server.ts';

test('a tick is one trace through the server and Triton, which draws its views', async () => {
  const receiver = await OtlpReceiver.start();
  onTestFinished(() => receiver.close());
  const triton = await TritonServer.startWith([
    ...['--trace-config', 'mode=opentelemetry', '--trace-config', 'level=TIMESTAMPS'],
    ...['--trace-config', 'rate=1', '--trace-config', `opentelemetry,url=${receiver.url}/v1/traces`],
    ...['--trace-config', 'opentelemetry,resource=service.name=triton'],
  ]);
  onTestFinished(() => triton.close());
  const server = await openServer(undefined, {
    options: ['--generation', `grpc://${triton.address}`, '--generation-deadline', '5000'],
    environment: { WORLDROOM_OTLP_ENDPOINT: receiver.url, WORLDROOM_TRACE_SHARE: '1' },
  });
  onTestFinished(() => server.close());
  const answer = await fetch(new URL('/api/rooms', server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ world: usualWorld }),
  });
  const player = await new Client(server.url).joinById(createdRoomSchema.parse(await answer.json()).id);
  player.onMessage('*', () => {});
  const drawn = await until('a span of Triton in the trace of a tick', () =>
    receiver.spans.find(({ service, trace }) => {
      const own = receiver.traceOf(trace);
      return service === 'triton' && own.some(({ name }) => name === 'tick');
    }),
  );
  const trace = receiver.traceOf(drawn.trace);
  const call = trace.find(({ name }) => name === 'remote generate');
  expect(call?.service).toBe('worldroom');
  // Triton's request has the call for parent; its queue and its model are spans within.
  expect(trace.some(({ service, parent }) => service === 'triton' && parent === call?.id)).toBe(true);
  expect(receiver.faults).toEqual([]);
});
