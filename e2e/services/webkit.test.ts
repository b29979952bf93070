import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type StageServer } from '../stage.ts';
import { createRoomAt } from './watched-page.ts';
import { WebKitBrowser } from './webkit.ts';

const driverPort = 44_446;

describe('WebKitGTK', () => {
  let server: StageServer;
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

  test('plays, or says in words that it has no WebRTC', async () => {
    const room = await createRoomAt(server.url);
    await webkit.open(new URL(room.playLink, server.url).href);
    const said = await webkit.reads(
      'there is a picture or a card',
      `const video = document.querySelector('video[data-testid="view"]');
       if (video && video.videoWidth > 0) return 'a picture';
       const card = document.querySelector('[data-testid="status"]');
       return card && /WebRTC/.test(card.innerText) ? card.innerText : '';`,
    );
    const hasWebRtc = await webkit.reads(
      'whether it has WebRTC',
      `return typeof RTCPeerConnection === 'function' ? 'yes' : 'no'`,
    );
    if (hasWebRtc === 'yes') expect(said).toBe('a picture');
    else expect(said).toContain('WebRTC');
  });
});
