import type { Browser, Page } from 'playwright';
import { type CreatedRoom, createdRoomSchema } from '../shared/messages.ts';
import { pictureOf, readPicture } from './page-picture.ts';
import { brightness } from './pixels.ts';
import { usualWorld } from './test-bed.ts';
import { until } from './until.ts';

declare global {
  interface Window {
    /** All RTCPeerConnections that the page created. */
    madeConnections?: RTCPeerConnection[];
  }
}

/** Both ends of the path over which a page receives media. */
export interface MediaPath {
  local: { type: string; protocol: string; relayProtocol: string | undefined };
  remote: { address: string; port: number; protocol: string };
}

/** Creates a room by REST. */
export async function createRoomAt(url: string): Promise<CreatedRoom> {
  const answer = await fetch(new URL('/api/rooms', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ world: usualWorld }),
  });
  return createdRoomSchema.parse(await answer.json());
}

/** Opens an address in a browser context of its own; `script` runs before the page's code. */
export async function openPage(browser: Browser, url: string, script?: () => void): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 800, height: 450 } });
  await context.addInitScript(keepConnections);
  if (script) await context.addInitScript(script);
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

function keepConnections(): void {
  const made: RTCPeerConnection[] = [];
  window.madeConnections = made;
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      made.push(this);
    }
  };
}

/** Waits for a picture that is not uniform. */
export async function seesSomething(page: Page): Promise<void> {
  await until('the page shows a picture', async () => {
    const read = await page.evaluate(readPicture, 'body');
    return read !== undefined && brightness(pictureOf(read)).deviation > 5;
  });
}

/** The path of the page's newest connection, once there is one. */
export function mediaPath(page: Page): Promise<MediaPath> {
  return until('the page has a path', () =>
    page.evaluate(async () => {
      const stats = await window.madeConnections?.at(-1)?.getStats();
      if (stats === undefined) return undefined;
      const entries = [...stats.values()];
      const pair = entries.find(({ type, nominated, state }) => {
        return type === 'candidate-pair' && nominated && state === 'succeeded';
      });
      if (pair === undefined) return undefined;
      const local = stats.get(pair.localCandidateId);
      const remote = stats.get(pair.remoteCandidateId);
      return {
        local: { type: local.candidateType, protocol: local.protocol, relayProtocol: local.relayProtocol },
        remote: { address: remote.address, port: remote.port, protocol: remote.protocol },
      };
    }),
  );
}
