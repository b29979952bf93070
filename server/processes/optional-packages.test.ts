import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';

const server = resolve(import.meta.dirname, '..');
const hook = join(import.meta.dirname, 'fixtures/loaded-packages.mjs');
/** Packages of options that hardly anybody gives. */
const optional = [
  '@colyseus/redis-presence',
  '@colyseus/redis-driver',
  'ioredis',
  '@grpc/grpc-js',
  '@grpc/proto-loader',
  'protobufjs',
  'pg',
  '@aws-sdk/client-s3',
  'prom-client',
  '@opentelemetry/sdk-trace',
  '@opentelemetry/exporter-trace-otlp-http',
];

/** The names of packages that a program loads until it says `until`, or ends. */
async function loadedBy(program: string, given: string[], until: RegExp): Promise<Set<string>> {
  const child = spawn(process.execPath, ['--import', hook, program, ...given], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const names = new Set<string>();
  const hear = (line: string) => {
    const [, name] = /^loaded .*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(line) ?? [];
    if (name !== undefined) names.add(name);
    if (until.test(line)) child.kill('SIGTERM');
  };
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', hear);
  await once(child, 'close');
  return names;
}

test('a server without their options loads none of the optional packages', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'worldroom-rooms-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const pack = join(server, 'generation/fixtures/pack');
  const options = [
    '--port',
    '0',
    '--pack',
    pack,
    '--provider',
    'cpu',
    '--workers',
    '1',
    '--data-folder',
    folder,
  ];
  const names = await loadedBy(join(server, 'main.ts'), options, /^Worldroom is ready/);
  expect(names).toContain('@colyseus/core');
  expect(optional.filter((name) => names.has(name))).toEqual([]);
});

test('an edge loads mediasoup, and nothing of rooms, networks and encoders', async () => {
  vi.stubEnv('WORLDROOM_SECRET', 'a secret');
  onTestFinished(() => void vi.unstubAllEnvs());
  const names = await loadedBy(
    join(server, 'edge/main.ts'),
    ['--origin', 'http://127.0.0.1:9/'],
    /^The edge is ready/,
  );
  expect([...names]).toEqual(expect.arrayContaining(['mediasoup', 'ws', 'jose']));
  const others = ['@colyseus/core', 'express', 'onnxruntime-node', 'node-av', 'sharp', 'rtp.js', ...optional];
  expect(others.filter((name) => names.has(name))).toEqual([]);
});

test('the same look finds them where they are loaded', async () => {
  const names = await loadedBy(join(server, 'processes/redis-processes.ts'), [], /^never$/);
  expect([...names]).toEqual(expect.arrayContaining(optional.slice(0, 3)));
  const client = await loadedBy(join(server, 'generation/remote/kserve-client.ts'), [], /^never$/);
  expect([...client]).toEqual(expect.arrayContaining(optional.slice(3, 6)));
  const tracing = await loadedBy(join(server, 'tracing/tracing-sdk.ts'), [], /^never$/);
  expect([...tracing]).toEqual(expect.arrayContaining(optional.slice(-2)));
});
