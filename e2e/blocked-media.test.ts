import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

declare global {
  interface Window {
    /** False unblocks the server's addresses. */
    mediaBlocked?: boolean;
  }
}

/**
 * Removes the server's addresses from its ICE candidates, as if none of them were reachable. Runs in the
 * page.
 */
function blockMedia(): void {
  window.mediaBlocked = true;
  window.RTCPeerConnection = class extends RTCPeerConnection {
    override setRemoteDescription({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
      const offered = window.mediaBlocked ? sdp.replaceAll(/a=candidate.*\r\n/g, '') : sdp;
      return super.setRemoteDescription({ type, sdp: offered });
    }
  };
}

describe('a page whose media are blocked', () => {
  let testBed: TestBed;
  let ann: Visitor;
  let ben: Visitor;
  let watchLink: string;

  beforeAll(async () => {
    testBed = await openTestBed();
    const room = await testBed.createRoom();
    ({ watchLink } = room);
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    ann = await testBed.open(room.playLink, 'Ann', { script: blockMedia });
  });

  afterAll(() => testBed?.close());

  /** Unblocks media; returns the milliseconds until a frame was decoded. */
  async function openPath(visitor: Visitor): Promise<number> {
    const before = await framesShown(visitor);
    const opened = performance.now();
    await visitor.page.evaluate(() => {
      window.mediaBlocked = false;
    });
    await until('a frame comes', async () => (await framesShown(visitor)) > before);
    return performance.now() - opened;
  }

  test('explains the problem and what to try, until it is solved', async () => {
    await ann.reaches('blocked');
    const card = ann.page.getByTestId('status');
    expect(await card.getByRole('heading').textContent()).toBe('The picture does not get through');
    expect(await card.textContent()).toMatch(/firewall.*VPN.*TURN/s);
    // The path is reopened many times meanwhile, and Chromium paints a black frame whenever a path is closed.
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    expect(await card.isVisible()).toBe(true);
    const states = await ann.page.evaluate(() => window.recorder?.states);
    expect(states).not.toContain('playing');
    expect(await ann.page.evaluate(() => window.worldroom?.view)).toBeUndefined();
    expect(await ann.page.evaluate(() => window.worldroom?.stats().frames)).toBe(0);
  });

  test('still has chat, list and map', async () => {
    await ann.page.getByTestId('toggle-chat').click();
    await ann.page.getByTestId('chat-field').fill('I see nothing');
    await ann.page.keyboard.press('Enter');
    const heard = ben.page.getByTestId('chat-log');
    await until('Ben reads it', async () => (await heard.textContent())?.includes('I see nothing'));
    expect(await ann.page.getByTestId('minimap').isVisible()).toBe(true);
  });

  test('keeps one path on the server, however often it is reopened', async () => {
    const alive = await ann.page.evaluate(
      () => window.recorder?.connections.filter(({ connectionState }) => connectionState !== 'closed').length,
    );
    expect(alive).toBeLessThanOrEqual(2);
  });

  test('has a picture after the unblocking, and hides the card', async () => {
    const milliseconds = await openPath(ann);
    console.info(`a frame ${(milliseconds / 1000).toFixed(2)} s after the path opened`);
    await ann.reaches('playing');
    expect(await ann.page.getByTestId('status').isVisible()).toBe(false);
    await ann.decodes(3);
  });

  test('does not count a view of the wall without frames as displayed', async () => {
    const sue = await testBed.open(`${watchLink}&mode=wall`, 'Sue', { script: blockMedia });
    await sue.reaches('blocked');
    expect(await sue.page.locator('[data-testid="wall-tile"][data-pictured]').count()).toBe(0);
    await openPath(sue);
    await sue.reaches('playing');
    const pictured = sue.page.locator('[data-testid="wall-tile"][data-pictured]');
    await until('both tiles have a picture', async () => (await pictured.count()) === 2);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});

/** Frames of the stream that the page has displayed since it was loaded. */
function framesShown(visitor: Visitor): Promise<number> {
  return visitor.page.evaluate(() => window.worldroom?.stats().frames ?? 0);
}
