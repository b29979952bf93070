import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type TestServer } from '../test-bed.ts';
import { createRoomAt } from '../watched-page.ts';
import { WebKitBrowser } from './webkit.ts';

const driverPort = 44_446;

describe('WebKitGTK', () => {
  let server: TestServer;
  let webkit: WebKitBrowser;

  beforeAll(async () => {
    server = await openServer();
    webkit = await WebKitBrowser.launch(driverPort);
  });

  afterAll(async () => {
    await webkit?.close();
    await server?.close();
  });

  test('shows the lobby', async () => {
    await webkit.open(server.url);
    const lobby = await webkit.reads(
      'the lobby is there',
      `return document.querySelector('main') && document.body.innerText`,
    );
    expect(lobby).toContain('Worldroom');
  });

  test('plays, or says that it has no WebRTC', async () => {
    const room = await createRoomAt(server.url);
    await webkit.open(new URL(room.playLink, server.url).href);
    // Debian builds WebKitGTK without WebRTC; other builds have it.
    const has = await webkit.reads('whether it has WebRTC', 'return typeof RTCPeerConnection');
    if (has === 'undefined') {
      const card = await webkit.reads(
        'a card names what is missing',
        `const text = document.querySelector('[data-testid="status"]')?.innerText ?? '';
         return text.includes('RTCPeerConnection') ? text : '';`,
      );
      expect(card).toContain('WebRTC');
    } else {
      await webkit.reads(
        'there is a picture',
        `return document.querySelector('video[data-testid="view"]')?.videoWidth > 0 ? 'yes' : '';`,
      );
    }
    // Everything that needs no picture is there.
    await webkit.reads(
      'the chat is there',
      `return document.querySelector('[data-testid="chat"]')?.className`,
    );
  });
});
