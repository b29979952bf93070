import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../open-page.ts';
import { openServer, type TestServer } from '../test-bed.ts';
import { until } from '../until.ts';
import { createRoomAt, mediaPath, openPage, seesSomething } from '../watched-page.ts';
import { NetworkNamespace } from './network-namespace.ts';

/** Address of this machine in the viewer's network. */
const here = '10.78.0.1';
const turnPort = 43_478;
const secret = 'a secret that both servers know';

/** coturn's configuration as docs/operations.md gives it. */
const turnConfiguration = `
listening-ip=${here}
listening-port=${turnPort}
relay-ip=${here}
min-port=43500
max-port=43600
realm=worldroom
use-auth-secret
static-auth-secret=${secret}
no-tls
no-dtls
no-cli
no-multicast-peers
`;

describe('TURN over TCP', () => {
  let viewer: NetworkNamespace;
  let turn: ChildProcess;
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    viewer = await NetworkNamespace.open([{ inside: '10.78.0.2/24', outside: `${here}/24` }]);
    folder = await mkdtemp(join(tmpdir(), 'worldroom-turn-'));
    const file = join(folder, 'turnserver.conf');
    await writeFile(file, turnConfiguration);
    turn = spawn('turnserver', ['-c', file, '--log-file', 'stdout', '--pidfile', join(folder, 'pid')], {
      stdio: 'ignore',
    });
    await until('coturn listens', () => listens(here, turnPort));
    server = await openServer(undefined, {
      options: [
        '--host',
        here,
        '--ice-servers',
        `turn:${here}:${turnPort}?transport=tcp`,
        '--log-level',
        'debug',
      ],
      environment: { WORLDROOM_TURN_SECRET: secret },
    });
    // The strictest usual network: no UDP, and TCP to the web server and the TURN server only.
    const pages = new URL(server.url).port;
    await viewer.run(
      'nft',
      `add table inet walls;
       add chain inet walls out { type filter hook output priority 0; policy drop; };
       add rule inet walls out oif lo accept;
       add rule inet walls out ip daddr ${here} tcp dport { ${pages}, ${turnPort} } accept`,
    );
    browser = await launchBrowser(await viewer.chromium());
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (turn !== undefined) {
      const ended = once(turn, 'exit');
      turn.kill();
      await ended;
    }
    await viewer?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  test('delivers the picture if all UDP and the media ports are blocked', async () => {
    const room = await createRoomAt(server.url);
    page = await openPage(browser, new URL(room.playLink, server.url).href);
    await seesSomething(page);
    const { local } = await mediaPath(page);
    expect(local).toMatchObject({ type: 'relay', relayProtocol: 'tcp' });
  });

  test('accepts temporary credentials that were made for the viewer', async () => {
    const username = await page.evaluate(
      () => window.madeConnections?.at(-1)?.getConfiguration().iceServers?.at(0)?.username,
    );
    const id = await page.evaluate(() => window.worldroom?.sessionId);
    const [expiry, member] = username?.split(':') ?? [];
    expect(Number(expiry) * 1000).toBeGreaterThan(Date.now());
    expect(member).toBe(id);
  });

  test('refuses expired credentials', async () => {
    const username = `${Math.floor(Date.now() / 1000) - 60}:eve`;
    const credential = createHmac('sha1', secret).update(username).digest('base64');
    const url = `turn:${here}:${turnPort}?transport=tcp`;
    const candidates = await page.evaluate(
      async (server) => {
        const connection = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: 'relay' });
        let found = 0;
        connection.addEventListener('icecandidate', ({ candidate }) => {
          if (candidate?.candidate) found++;
        });
        connection.createDataChannel('any');
        await connection.setLocalDescription();
        while (connection.iceGatheringState !== 'complete')
          await new Promise((resolve) => setTimeout(resolve, 50));
        connection.close();
        return found;
      },
      { urls: url, username, credential },
    );
    expect(candidates).toBe(0);
  });

  test('leaves neither the secret nor a credential in the log', () => {
    const log = server.log.join('\n');
    expect(log).not.toContain(secret);
    expect(log).not.toContain('credential');
  });
});

async function listens(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
