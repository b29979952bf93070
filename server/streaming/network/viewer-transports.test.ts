import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { pino } from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { MediaError } from '../media-error.ts';
import { MediaServer, type MediaServerOptions } from '../media-server.ts';
import { freePorts, occupyTcp, occupyUdp } from '../testing/free-port.ts';
import { answersStun } from '../testing/stun-client.ts';
import { ViewerSession } from '../testing/viewer-session.ts';
import type { ViewStream } from '../view-stream.ts';

/** Fakes other interfaces by loopback addresses: Linux answers on all of 127.0.0.0/8. */
function machine(...addresses: string[]): Record<string, NetworkInterfaceInfo[]> {
  const common = { netmask: '255.0.0.0', mac: '', internal: true, cidr: null, family: 'IPv4' as const };
  return { test0: addresses.map((address) => ({ ...common, address })) };
}

const opened: { close(): unknown }[] = [];
const lines: { level: number; address?: string; msg: string }[] = [];
const logger = pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line)) });

afterEach(async () => {
  for (let last = opened.pop(); last !== undefined; last = opened.pop()) await last.close();
  lines.length = 0;
});

async function serve(options: Partial<MediaServerOptions>): Promise<MediaServer> {
  const server = await MediaServer.create({ listenAddress: '0.0.0.0', workers: 1, logger, ...options });
  opened.push(server);
  return server;
}

/** A room with one view, and the sessions of its viewers. */
async function room(server: MediaServer, name: string) {
  const stream = await server.createStream({ width: 256, height: 144, rate: 12, room: name });
  const resolve = (view: string): ViewStream | undefined => (view === name ? stream : undefined);
  return { stream, viewer: (id?: string) => new ViewerSession(server, name, resolve, id) };
}

const warnings = () => lines.filter(({ level }) => level >= 40);
const ipsOf = (endpoints: readonly { ip: string }[]) => [...new Set(endpoints.map(({ ip }) => ip))];

describe('one media port', () => {
  test('carries five viewers of two workers over UDP and TCP', async () => {
    const port = await freePorts();
    const server = await serve({ workers: 2, mediaPort: { first: port, last: port } });
    const rooms = [await room(server, 'a'), await room(server, 'b')];
    expect(server.processIds).toHaveLength(2);
    const sessions = Array.from({ length: 5 }, (_, index) => rooms[index % 2].viewer());
    for (const [index, session] of sessions.entries()) {
      const { endpoints } = await session.open();
      expect(new Set(endpoints.map((endpoint) => endpoint.port))).toEqual(new Set([port]));
      expect(endpoints.map(({ protocol }) => protocol)).toContain('tcp');
      for (const protocol of ['udp', 'tcp'] as const) {
        const endpoint = endpoints.find((each) => each.ip === '127.0.0.1' && each.protocol === protocol);
        if (endpoint === undefined) throw new Error(`no candidate on loopback for ${protocol}`);
        expect(await answersStun(endpoint)).toBe(true);
      }
      // Viewers connect wherever their room's worker is.
      await session.watch(index % 2 === 0 ? 'a' : 'b');
    }
  });

  test('answers only requests with a valid username fragment and password', async () => {
    const port = await freePorts();
    const server = await serve({ mediaPort: { first: port, last: port } });
    const { endpoints } = await (await room(server, 'a')).viewer().open();
    for (const endpoint of endpoints.filter(({ ip }) => ip === '127.0.0.1')) {
      expect(await answersStun({ ...endpoint, password: 'guessed' })).toBe(false);
      expect(await answersStun({ ...endpoint, usernameFragment: 'guessed' })).toBe(false);
    }
  });

  test('is one port for each worker if there are enough', async () => {
    const first = await freePorts(3);
    const server = await serve({ workers: 2, mediaPort: { first, last: first + 2 } });
    const ports = new Set<number>();
    for (const name of ['a', 'b']) {
      const session = (await room(server, name)).viewer();
      const { endpoints } = await session.open();
      for (const { port } of endpoints) ports.add(port);
      await session.watch(name);
    }
    expect([...ports].sort()).toEqual([first, first + 1]);
  });

  test('limits the number of workers to that of ports unless workers is given', async () => {
    const port = await freePorts();
    const server = await serve({ workers: undefined, mediaPort: { first: port, last: port } });
    expect(server.processIds).toHaveLength(1);
  });

  test.each([
    ['UDP', occupyUdp],
    ['TCP', occupyTcp],
  ])('that is in use over %s fails the start with a remedy', async (_protocol, occupy) => {
    const port = await freePorts();
    const release = await occupy(port);
    opened.push({ close: release });
    const created = MediaServer.create({
      listenAddress: '0.0.0.0',
      workers: 1,
      mediaPort: { first: port, last: port },
      logger,
    });
    await expect(created).rejects.toThrow(MediaError);
    await expect(created).rejects.toThrow(`--media-port: port ${port} (UDP and TCP) of 0.0.0.0 is in use.`);
    await expect(created).rejects.toThrow(`--media-port ${port + 1}`);
  });

  test('of a range is the next free one, and the start fails if none is free', async () => {
    const first = await freePorts(2);
    opened.push({ close: await occupyUdp(first) });
    const server = await serve({ mediaPort: { first, last: first + 1 } });
    const { endpoints } = await (await room(server, 'a')).viewer().open();
    expect(new Set(endpoints.map(({ port }) => port))).toEqual(new Set([first + 1]));
    const second = MediaServer.create({
      listenAddress: '0.0.0.0',
      workers: 1,
      mediaPort: { first, last: first + 1 },
      logger,
    });
    await expect(second).rejects.toThrow(`no port from ${first} to ${first + 1} (UDP and TCP)`);
  });

  test('is reused by the worker that replaces a dead one', async () => {
    const port = await freePorts();
    const server = await serve({ mediaPort: { first: port, last: port } });
    const session = (await room(server, 'a')).viewer();
    await session.open();
    process.kill(server.processIds[0], 'SIGKILL');
    await vi.waitFor(() => expect(session.lost).toBe(1), { timeout: 30_000 });
    const { endpoints } = await session.open();
    const endpoint = endpoints.find(({ ip, protocol }) => ip === '127.0.0.1' && protocol === 'udp');
    if (endpoint === undefined) throw new Error('no candidate on loopback');
    expect(endpoint.port).toBe(port);
    expect(await answersStun(endpoint)).toBe(true);
    await session.watch('a');
  });
});

describe.each([
  ['random ports', async () => ({})],
  [
    'one port',
    async () => {
      const port = await freePorts();
      return { mediaPort: { first: port, last: port } };
    },
  ],
])('addresses with %s', (_name, ports) => {
  test('are read for each transport; vanished ones are dropped, new ones used, and each change is logged once', async () => {
    let now = machine('127.0.0.1', '127.0.0.2', '127.0.0.3');
    const server = await serve({ interfaces: () => now, ...(await ports()) });
    const { viewer } = await room(server, 'a');
    const open = async () => {
      const { endpoints } = await viewer().open();
      for (const endpoint of endpoints) expect(await answersStun(endpoint), endpoint.ip).toBe(true);
      return ipsOf(endpoints);
    };
    expect(await open()).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.3']);
    now = machine('127.0.0.1', '127.0.0.3');
    for (let turn = 0; turn < 2; turn++) expect(await open()).toEqual(['127.0.0.1', '127.0.0.3']);
    expect(warnings()).toMatchObject([{ address: '127.0.0.2' }]);
    now = machine('127.0.0.3', '127.0.0.4');
    expect(await open()).toEqual(['127.0.0.3', '127.0.0.4']);
    now = machine('127.0.0.2', '127.0.0.3');
    expect(await open()).toEqual(['127.0.0.2', '127.0.0.3']);
  });

  test('that appear are used, and viewers whose transport closes for one get a notice', async () => {
    let now: NodeJS.Dict<NetworkInterfaceInfo[]> = {};
    const server = await serve({ listenAddress: '127.0.0.1', interfaces: () => now, ...(await ports()) });
    const { viewer } = await room(server, 'a');
    const first = viewer();
    const before = await first.open();
    now = networkInterfaces();
    const { endpoints } = await viewer().open();
    for (const endpoint of endpoints) expect(await answersStun(endpoint), endpoint.ip).toBe(true);
    const { endpoints: after } = first.lost === 0 ? before : await first.open();
    expect(await answersStun(after[0])).toBe(true);
    expect(first.lost).toBeLessThanOrEqual(1);
  });

  test('that cannot be bound are left out and logged once', async () => {
    // TEST-NET-3 (RFC 5737): no machine has this address.
    const now = machine('127.0.0.1', '203.0.113.77');
    const listenAddress = '127.0.0.1';
    const interfaces = () => ({ ...now, eth0: machine('203.0.113.77').test0 });
    const server = await serve({ listenAddress, interfaces, ...(await ports()) });
    const { viewer } = await room(server, 'a');
    for (let turn = 0; turn < 3; turn++) {
      const { endpoints } = await viewer().open();
      expect(ipsOf(endpoints)).toEqual(['127.0.0.1']);
    }
    expect(warnings()).toMatchObject([{ address: '203.0.113.77' }]);
  });

  test('include announced ones beside those of the machine', async () => {
    const announcedAddresses = ['203.0.113.5', 'play.example.org', 'gone.example.org'];
    const resolveName = async (name: string) => {
      if (name.startsWith('gone')) throw new Error('ENOTFOUND');
      return ['203.0.113.9'];
    };
    const interfaces = () => machine('127.0.0.1');
    const server = await serve({ announcedAddresses, resolveName, interfaces, ...(await ports()) });
    const { endpoints } = await (await room(server, 'a')).viewer().open();
    expect(ipsOf(endpoints)).toEqual(['127.0.0.1', '203.0.113.5', '203.0.113.9']);
    expect(warnings()).toMatchObject([{ name: 'gone.example.org' }]);
    expect(new Set(endpoints.filter(({ protocol }) => protocol === 'udp').map(({ port }) => port)).size).toBe(
      1,
    );
  });

  test('report that there is only loopback, to which Firefox does not connect', async () => {
    const server = await serve({
      listenAddress: '127.0.0.1',
      interfaces: () => machine('127.0.0.1'),
      ...(await ports()),
    });
    expect((await (await room(server, 'a')).viewer().open()).loopbackOnly).toBe(true);
  });

  test('come with ICE servers and credentials of the viewer', async () => {
    const server = await serve({
      iceServers: { urls: ['turn:turn.example.org'], secret: 'north', hours: 1, policy: 'all' },
      ...(await ports()),
    });
    const { iceServers } = await (await room(server, 'a')).viewer('ben').open();
    expect(iceServers).toMatchObject([
      { urls: ['turn:turn.example.org'], username: expect.stringMatching(/^\d+:ben$/) },
    ]);
    expect(JSON.stringify(lines)).not.toContain('north');
  });
});
