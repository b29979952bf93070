import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CreatedRoom } from '../../shared/messages.ts';
import { launchBrowser } from '../open-page.ts';
import { openServer, type TestServer } from '../test-bed.ts';
import { createRoomAt, mediaPath, openPage, seesSomething } from '../watched-page.ts';
import { NetworkNamespace } from './network-namespace.ts';

const wires = [1, 2, 3].map((net) => ({ inside: `10.77.${net}.1/24`, outside: `10.77.${net}.2/24` }));
const mediaPort = 42_100;

describe.each<[string, string[], [number, number]]>([
  ['random media ports', [], [10_000, 59_999]],
  ['one media port', ['--media-port', String(mediaPort)], [mediaPort, mediaPort]],
])('a server on a machine with three addresses, with %s', (_name, options, [first, last]) => {
  let machine: NetworkNamespace;
  let server: TestServer;
  let browser: Browser;
  let room: CreatedRoom;
  let url: string;

  beforeAll(async () => {
    machine = await NetworkNamespace.open(wires);
    server = await openServer(undefined, {
      options: ['--host', '0.0.0.0', ...options],
      within: machine.command,
    });
    browser = await launchBrowser();
    url = `http://10.77.1.1:${new URL(server.url).port}`;
    room = await createRoomAt(url);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await machine?.close();
  });

  const watch = async () => {
    const page = await openPage(browser, new URL(room.watchLink, url).href);
    await seesSomething(page);
    return page;
  };
  const warnings = () => server.log.filter((line) => /"level":[456]0/.test(line) && line.includes('10.77.'));

  test('delivers a picture to viewers', async () => {
    const player = await openPage(browser, new URL(room.playLink, url).href);
    await seesSomething(player);
    await watch();
  });

  test('delivers one to viewers who come after an address is gone, and logs that once', async () => {
    await machine.run('ip', 'address', 'del', '10.77.2.1/24', 'dev', machine.device);
    for (let viewer = 0; viewer < 2; viewer++) {
      const page = await watch();
      expect((await mediaPath(page)).remote.address).not.toBe('10.77.2.1');
      await page.context().close();
    }
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain('10.77.2.1');
  });

  test('delivers one to viewers who can only reach a new address', async () => {
    await machine.run('ip', 'address', 'add', '10.77.2.9/24', 'dev', machine.device);
    // The page may use this address alone, as if the others were in other networks.
    const page = await openPage(browser, new URL(room.watchLink, url).href, () => {
      window.RTCPeerConnection = class extends RTCPeerConnection {
        override setRemoteDescription({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
          const lines = sdp.split('\r\n');
          const kept = lines.filter(
            (line) => !line.startsWith('a=candidate:') || line.includes(' 10.77.2.9 '),
          );
          return super.setRemoteDescription({ type, sdp: kept.join('\r\n') });
        }
      };
    });
    await seesSomething(page);
    expect((await mediaPath(page)).remote.address).toBe('10.77.2.9');
  });

  test('delivers it through the configured ports', async () => {
    const { port } = (await mediaPath(await watch())).remote;
    expect(port).toBeGreaterThanOrEqual(first);
    expect(port).toBeLessThanOrEqual(last);
  });
});
