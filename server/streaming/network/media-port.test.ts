import type { WebRtcServer } from 'mediasoup/types';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MediaHost } from '../media-host.ts';
import { freePorts, occupyUdp } from '../testing/free-port.ts';
import { answersStun } from '../testing/stun-client.ts';
import { findWorkerBinary } from '../worker-binary.ts';
import { AddressLog } from './address-log.ts';
import { MediaPort } from './media-port.ts';

const logger = pino({ level: 'silent' });
let host: MediaHost;
let first: number;

beforeEach(async () => {
  host = await MediaHost.start({ workerBin: findWorkerBinary(), logger });
  first = await freePorts(2);
});
afterEach(() => host.close());

const portOf = (last = first, taken = new Set<number>()) =>
  new MediaPort({ range: { first, last }, taken, addressLog: new AddressLog(logger) });

function worker() {
  if (host.worker === undefined) throw new Error('the media worker is not running');
  return host.worker;
}

/** Opens a transport on the port and checks whether it answers at this address. */
async function answersAt(webRtcServer: WebRtcServer, ip: string, port: number): Promise<boolean> {
  const transport = await host.router?.createWebRtcTransport({ webRtcServer });
  if (transport === undefined) throw new Error('the media worker is not running');
  const { usernameFragment, password } = transport.iceParameters;
  const answers = await Promise.all(
    (['udp', 'tcp'] as const).map((protocol) =>
      answersStun({ ip, port, protocol, usernameFragment, password }),
    ),
  );
  transport.close();
  expect(new Set(answers).size).toBe(1);
  return answers[0];
}

describe('MediaPort', () => {
  test('is bound at the requested addresses only', async () => {
    const { server, port, reaches } = await portOf().open(worker(), ['127.0.0.1', '127.0.0.2']);
    expect(port).toBe(first);
    for (const ip of ['127.0.0.1', '127.0.0.2']) {
      expect(reaches(ip)).toBe(true);
      expect(await answersAt(server, ip, port)).toBe(true);
    }
    expect(reaches('127.0.0.3')).toBe(false);
    await (await occupyUdp(first, '127.0.0.3'))();
  });

  test('passes over ports that browsers refuse', async () => {
    const range = { first: 6665, last: 6670 };
    const refused = new MediaPort({ range, taken: new Set(), addressLog: new AddressLog(logger) });
    expect((await refused.open(worker(), ['127.0.0.9'])).port).toBe(6670);
  });

  test('is not reopened while no address is added', async () => {
    const port = portOf();
    const { server } = await port.open(worker(), ['127.0.0.1', '127.0.0.2']);
    for (const ips of [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.2', '127.0.0.1']]) {
      expect((await port.open(worker(), ips)).server).toBe(server);
    }
    expect(server.closed).toBe(false);
  });

  test('is reopened for an added address and keeps the earlier ones', async () => {
    const port = portOf();
    const before = await port.open(worker(), ['127.0.0.1']);
    const transport = await host.router?.createWebRtcTransport({ webRtcServer: before.server });
    const after = await port.open(worker(), ['127.0.0.2']);
    expect(before.server.closed).toBe(true);
    expect(transport?.closed).toBe(true);
    for (const ip of ['127.0.0.1', '127.0.0.2'])
      expect(await answersAt(after.server, ip, after.port)).toBe(true);
  });

  test('is not reopened for an address that cannot be bound', async () => {
    const port = portOf();
    const before = await port.open(worker(), ['127.0.0.1']);
    // TEST-NET-3 (RFC 5737): no machine has this address.
    const after = await port.open(worker(), ['127.0.0.1', '203.0.113.77']);
    expect(after.server).toBe(before.server);
    expect(after.reaches('203.0.113.77')).toBe(false);
  });

  test('reaches every address under the wildcard, including new ones', async () => {
    const port = portOf();
    const { server, reaches } = await port.open(worker(), ['0.0.0.0']);
    expect(reaches('127.0.0.9')).toBe(true);
    expect(reaches('::1')).toBe(false);
    expect(await answersAt(server, '127.0.0.9', first)).toBe(true);
  });

  test('opens once for viewers who connect at the same time', async () => {
    const port = portOf();
    const opened = await Promise.all(
      [['127.0.0.1'], ['127.0.0.1'], ['127.0.0.1']].map((ips) => port.open(worker(), ips)),
    );
    expect(new Set(opened.map(({ server }) => server)).size).toBe(1);
  });

  test('leaves the ports of other workers free', async () => {
    const taken = new Set<number>();
    const one = await portOf(first + 1, taken).open(worker(), ['127.0.0.1']);
    const other = await portOf(first + 1, taken).open(worker(), ['127.0.0.1']);
    expect([one.port, other.port]).toEqual([first, first + 1]);
    await expect(portOf(first + 1, taken).open(worker(), ['127.0.0.1'])).rejects.toThrow('--media-port');
  });

  test('names an address that this machine does not have', async () => {
    await expect(portOf().open(worker(), ['203.0.113.77'])).rejects.toThrow(
      /--media-port: media cannot be served at 203\.0\.113\.77, port \d+ .*address not available.*--host 0\.0\.0\.0/,
    );
  });
});
