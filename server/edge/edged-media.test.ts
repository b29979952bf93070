import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { MediaRequest } from '../../shared/media.ts';
import type { RoomViewer } from '../contracts/room-media.ts';
import { createLog } from '../log.ts';
import { MediaServer } from '../streaming/media-server.ts';
import type { SoundStream } from '../streaming/sound-stream.ts';
import { logger } from '../streaming/testing/stream-bed.ts';
import type { ViewStream } from '../streaming/view-stream.ts';
import { readEdgeConfig } from './edge-config.ts';
import { EdgeProcess } from './edge-process.ts';
import { EdgeTickets } from './edge-tickets.ts';
import { EdgedMedia } from './edged-media.ts';
import { Edges, type EdgesOptions } from './edges.ts';

/** Long, because test machines are busy. */
const patience = { timeout: 30_000 };
const secret = 'a secret of origin and edges';
const log = createLog({ level: 'silent' });
const dtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};
const transportSchema = z.object({
  id: z.string(),
  iceCandidates: z.array(z.object({ port: z.number(), protocol: z.string() })),
  iceServers: z.array(z.object({ urls: z.array(z.string()) })),
});
const consumerSchema = z.object({ id: z.string(), producerId: z.string(), kind: z.string() });

type Request = MediaRequest extends infer Each ? (Each extends unknown ? Omit<Each, 'id'> : never) : never;

let media: MediaServer;
let server: Server;
let edges: Edges;
let origin: string;
let view: ViewStream;
let sound: SoundStream;

beforeAll(async () => {
  media = await MediaServer.create({
    ...{ listenAddress: '127.0.0.1', interfaces: () => ({}), workers: 1, logger },
    iceServers: { urls: ['stun:stun.example.org'], hours: 1, policy: 'all' },
  });
});
afterAll(() => media.close());

beforeEach(async () => {
  view = await media.createStream({ width: 256, height: 144, rate: 12, room: 'a' });
  sound = await media.createSoundStream({ room: 'a' });
  await serve();
});
afterEach(async () => {
  view.close();
  sound.close();
  edges.close();
  server.close();
  server.closeAllConnections();
});

async function serve(given: Partial<EdgesOptions> = {}): Promise<void> {
  edges?.close();
  server?.close();
  const address = { announced: undefined, ports: undefined };
  edges = new Edges({ ...{ secret, most: 2, address, basePath: '/', log }, ...given });
  server = createServer();
  edges.serve(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const found = server.address();
  if (found === null || typeof found === 'string') throw new Error('nothing listens');
  origin = `http://127.0.0.1:${found.port}/`;
}

/** An edge in this process, with a media worker of its own. */
async function startEdge(...given: string[]): Promise<EdgeProcess> {
  const config = readEdgeConfig(['--origin', origin, ...given], { WORLDROOM_SECRET: secret });
  if (config === 'help') throw new Error('nobody asked for help');
  const edge = await EdgeProcess.start(config, log);
  onTestFinished(() => edge.close());
  return edge;
}

const connected = (count: number) => vi.waitFor(() => expect(edges.counts.edges).toBe(count), patience);

/** The viewer of a client of room a. */
function open(spectates: boolean, spectatorsHere = 0, edged = edgedMedia(spectatorsHere)) {
  const client = { id: 'sue', lost: 0, spectates: () => spectates, trouble: () => {} };
  const viewer = edged.createViewer(
    (id) => (id === 'ann' ? view : undefined),
    'a',
    async (id) => (id === 'ann' ? sound : undefined),
    { ...client, mediaLost: () => client.lost++ },
  );
  onTestFinished(() => viewer.close());
  return { client, viewer };
}

function edgedMedia(spectatorsHere = 0): EdgedMedia {
  return new EdgedMedia({ media, edges, spectatorsHere, log });
}

let number = 0;
const ask = (viewer: RoomViewer, request: Request) => viewer.handle({ ...request, id: number++ });

async function watch(viewer: RoomViewer) {
  const rtpCapabilities = z
    .record(z.string(), z.unknown())
    .parse(await ask(viewer, { method: 'capabilities' }));
  const transport = transportSchema.parse(await ask(viewer, { method: 'transport' }));
  await ask(viewer, { method: 'connect', dtlsParameters });
  const consumer = consumerSchema.parse(
    await ask(viewer, { method: 'consume', view: 'ann', rtpCapabilities }),
  );
  await ask(viewer, { method: 'resume', consumer: consumer.id });
  return { transport, consumer, rtpCapabilities };
}

describe('spectators', () => {
  test('get video, sound and maps from an edge, with the ICE servers of the origin; players from here', async () => {
    const edge = await startEdge();
    await connected(1);
    const { viewer } = open(true);
    const { consumer, transport, rtpCapabilities } = await watch(viewer);
    expect(consumer).toMatchObject({ kind: 'video', producerId: view.producer?.id });
    expect(transport.iceServers).toEqual([{ urls: ['stun:stun.example.org'] }]);
    const heard = consumerSchema.parse(await ask(viewer, { method: 'listen', view: 'ann', rtpCapabilities }));
    expect(heard).toMatchObject({ kind: 'audio', producerId: sound.producer?.id });
    await ask(viewer, { method: 'resume', consumer: heard.id });
    const maps = await ask(viewer, { method: 'depth', view: 'ann' });
    expect(maps).toMatchObject({ label: 'depth', dataProducerId: view.depth.producer?.id });
    await expect(ask(viewer, { method: 'consume', view: 'nobody', rtpCapabilities })).rejects.toThrow(
      'view-gone',
    );
    expect(edge.counts).toEqual({ origins: 1, viewers: 1, streams: 3 });
    expect(edges.counts).toEqual({ edges: 1, viewers: 1, streams: 3 });
    const player = open(false);
    await watch(player.viewer);
    expect(edge.counts.viewers).toBe(1);
    viewer.close();
    await vi.waitFor(() => expect(edge.counts).toEqual({ origins: 1, viewers: 0, streams: 0 }), patience);
  });

  test('are shared out by free places, after those that the origin takes itself; where all are full, it takes more', async () => {
    const [first, second] = [
      await startEdge('--maximum-viewers', '2'),
      await startEdge('--maximum-viewers', '1'),
    ];
    await connected(2);
    const edged = edgedMedia(1);
    for (let i = 0; i < 5; i++) await watch(open(true, 1, edged).viewer);
    expect([first.counts.viewers, second.counts.viewers]).toEqual([2, 1]);
  });

  test('are told when their edge is gone, and come to another one, and then to the origin', async () => {
    const [first, second] = [await startEdge(), await startEdge()];
    await connected(2);
    const { viewer, client } = open(true);
    await watch(viewer);
    const [own, other] = first.counts.viewers === 1 ? [first, second] : [second, first];
    await own.close();
    await vi.waitFor(() => expect(client.lost).toBe(1), patience);
    await watch(viewer);
    expect(other.counts.viewers).toBe(1);
    await other.close();
    await vi.waitFor(() => expect(client.lost).toBe(2), patience);
    const { consumer } = await watch(viewer);
    expect(consumer.producerId).toBe(view.producer?.id);
    expect(edges.counts).toEqual({ edges: 0, viewers: 0, streams: 0 });
  });

  test('whose page finds no way to the edge come to the origin', async () => {
    const edge = await startEdge();
    await connected(1);
    const { viewer } = open(true);
    await watch(viewer);
    expect(edge.counts.viewers).toBe(1);
    await watch(viewer);
    await vi.waitFor(() => expect(edge.counts.viewers).toBe(0), patience);
  });

  test('get their streams again after a media worker of the origin died, and the edge one after its own did', async () => {
    const edge = await startEdge();
    await connected(1);
    const { viewer, client } = open(true);
    await watch(viewer);
    const [before] = media.processIds;
    process.kill(before, 'SIGKILL');
    await vi.waitFor(() => expect(client.lost).toBe(1), patience);
    const { consumer } = await watch(viewer);
    expect(consumer.producerId).toBe(view.producer?.id);
    expect(edge.counts.viewers).toBe(1);
    const usage = await edge.usage();
    if (usage === undefined) throw new Error('the edge has no media worker');
    process.kill(usage.processId, 'SIGKILL');
    await vi.waitFor(() => expect(edges.counts.edges).toBe(0), patience);
    await connected(1);
  });
});

describe('edges', () => {
  const upgrade = async (path: string, headers: Record<string, string> = {}) => {
    const socket = new WebSocket(new URL(path, origin.replace('http', 'ws')), { headers });
    const [first] = await Promise.race([
      once(socket, 'open').then(() => [101]),
      once(socket, 'unexpected-response').then(([, response]) => [response.statusCode]),
    ]);
    socket.on('error', () => {});
    socket.terminate();
    return first;
  };

  test('without a ticket are refused, and so is one more than there may be', async () => {
    expect(await upgrade('edge')).toBe(401);
    expect(await upgrade('edge', { authorization: `Bearer ${secret}` })).toBe(401);
    const ticket = async () => ({ authorization: `Bearer ${(await new EdgeTickets(secret).ask()).text}` });
    expect(await upgrade('edge', await ticket())).toBe(101);
    const once = await ticket();
    expect(await upgrade('edge', once)).toBe(101);
    expect(await upgrade('edge', once)).toBe(401);
    await serve({ most: 1 });
    await startEdge();
    await connected(1);
    expect(await upgrade('edge', await ticket())).toBe(503);
  });

  test('with another secret do not connect, and say why', async () => {
    const config = readEdgeConfig(['--origin', origin], { WORLDROOM_SECRET: 'another secret' });
    if (config === 'help') throw new Error('nobody asked for help');
    const told = createLog({ level: 'warn' });
    const warned = vi.spyOn(told, 'warn').mockImplementation(() => {});
    const edge = await EdgeProcess.start(config, told);
    onTestFinished(() => edge.close());
    const reason = 'the origin has another secret, or its clock differs by more than 30 s';
    await vi.waitFor(() => {
      expect(warned).toHaveBeenCalledWith({ origin, reason }, expect.any(String));
    }, patience);
    expect(edge.counts.origins).toBe(0);
    expect(edges.counts.edges).toBe(0);
  });

  test('come back by themselves when their origin does', async () => {
    const edge = await startEdge();
    await connected(1);
    edges.close();
    await vi.waitFor(() => expect(edge.counts.origins).toBe(0), patience);
    const { port } = new URL(origin);
    server.close();
    server.closeAllConnections();
    edges = new Edges({
      ...{ secret, most: 2, basePath: '/', log },
      address: { announced: undefined, ports: undefined },
    });
    server = createServer();
    edges.serve(server);
    server.listen(Number(port), '127.0.0.1');
    await connected(1);
  });
});

describe('the options of an edge', () => {
  const read = (given: string[], environment: Record<string, string> = { WORLDROOM_SECRET: secret }) =>
    readEdgeConfig(given, environment);

  test('come from the command line, and from the environment', () => {
    expect(read(['--origin', 'http://a/', '--origin', 'https://b/x'])).toMatchObject({
      origin: ['http://a/', 'https://b/x'],
      maximumViewers: 500,
      host: '127.0.0.1',
    });
    const environment = {
      WORLDROOM_SECRET: secret,
      WORLDROOM_ORIGIN: 'http://a/',
      WORLDROOM_PIPE_PORTS: '41000',
    };
    expect(read([], environment)).toMatchObject({ origin: ['http://a/'], pipePorts: '41000' });
    expect(read(['--help'])).toBe('help');
  });

  test.each([
    [[], '--origin'],
    [['--origin', 'ftp://a/'], '--origin'],
    [['--origin', 'http://a/', '--maximum-viewers', 'many'], '--maximum-viewers'],
    [['--origin', 'http://a/', '--metrics-address', '0.0.0.0:9465'], '--metrics-address'],
    [['--origin', 'http://a/', '--pipe-ports', '1-5', '--media-port', '5'], '--pipe-ports'],
    [['--origin', 'http://a/', '--kitchen', '5'], '--kitchen'],
  ])('%j is refused, and %s is named', (given, named) => {
    expect(() => read(given)).toThrow(named);
  });

  test('the secret is needed', () => {
    expect(() => read(['--origin', 'http://a/'], {})).toThrow('WORLDROOM_SECRET');
  });
});
