import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '../server/streaming/testing/free-port.ts';
import { launchBrowser } from './open-page.ts';
import { openServer, type TestServer } from './test-bed.ts';
import { createRoomAt, mediaPath, openPage, seesSomething } from './watched-page.ts';

describe('one media port of two workers', () => {
  let server: TestServer;
  let browser: Browser;
  let port: number;
  const pages: { page: Page; protocol: 'udp' | 'tcp' }[] = [];

  beforeAll(async () => {
    port = await freePorts();
    server = await openServer(undefined, {
      options: ['--media-port', String(port), '--media-workers', '2'],
    });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = async (path: string, protocol: 'udp' | 'tcp') => {
    const url = new URL(path, server.url).href;
    const page = await openPage(browser, url, protocol === 'tcp' ? withoutUdp : undefined);
    await seesSomething(page);
    pages.push({ page, protocol });
  };

  test('delivers a picture to five viewers of two rooms, over UDP and over TCP', async () => {
    const rooms = [await createRoomAt(server.url), await createRoomAt(server.url)];
    for (const { playLink } of rooms) await open(playLink, 'udp');
    await open(rooms[0].watchLink, 'tcp');
    await open(rooms[1].watchLink, 'tcp');
    await open(rooms[1].watchLink, 'udp');
    for (const { page, protocol } of pages) {
      const { remote } = await mediaPath(page);
      expect({ port: remote.port, protocol: remote.protocol }).toEqual({ port, protocol });
    }
  });

  test('keeps delivering it to all of them', async () => {
    const decoded = ({ page }: { page: Page }) =>
      page.evaluate(async () => {
        const stats = await window.madeConnections?.at(-1)?.getStats();
        return [...(stats?.values() ?? [])].reduce((sum, { framesDecoded = 0 }) => sum + framesDecoded, 0);
      });
    const before = await Promise.all(pages.map(decoded));
    await expect
      .poll(async () => (await Promise.all(pages.map(decoded))).every((now, index) => now > before[index]), {
        timeout: 60_000,
      })
      .toBe(true);
  });
});

/** Removes UDP candidates, as if the network dropped UDP. */
function withoutUdp(): void {
  window.RTCPeerConnection = class extends RTCPeerConnection {
    override setRemoteDescription({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
      const kept = sdp.split('\r\n').filter((line) => !/^a=candidate:\S+ \d+ udp /i.test(line));
      return super.setRemoteDescription({ type, sdp: kept.join('\r\n') });
    }
  };
}
