import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NetworkProxy, openNetworkProxy } from './network-proxy.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { ShownPlayer, Visitor } from './visitor.ts';

/** Seconds for which the room keeps the body of a player whose connection dropped. */
const reconnectSeconds = 8;

describe('a page whose network goes silent', () => {
  let testBed: TestBed;
  let proxy: NetworkProxy;
  let ann: Visitor;
  let ben: Visitor;
  let place: ShownPlayer;

  beforeAll(async () => {
    testBed = await openTestBed(undefined, { options: ['--reconnect-seconds', String(reconnectSeconds)] });
    proxy = await openNetworkProxy(testBed.url);
    const { playLink } = await testBed.createRoom();
    ben = await testBed.open(playLink, 'Ben');
    await ben.reaches('playing');
    ann = await testBed.open(new URL(playLink, proxy.url).href, 'Ann');
    await ann.reaches('playing');
    // A position where a new body would not start.
    const start = await ann.standsStill();
    await ann.hold('KeyA', 'steps aside', (now) => Math.hypot(now.x - start.x, now.z - start.z) > 0.8);
    place = await ann.standsStill();
  });

  afterAll(async () => {
    await proxy?.close();
    await testBed?.close();
  });

  const heading = () => ann.page.getByTestId('status').getByRole('heading').textContent();
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  /** Silences the network; returns the milliseconds until the page noticed. */
  async function silence(): Promise<number> {
    const died = performance.now();
    proxy.silence();
    await ann.reaches('reconnecting');
    return performance.now() - died;
  }

  async function expectBackAt(metres: number): Promise<void> {
    await ann.reaches('playing');
    const now = await ann.standsStill();
    expect(Math.hypot(now.x - place.x, now.z - place.z)).toBeLessThan(metres);
    await until('Ben sees two, connected', async () => {
      const players = Object.values((await ben.state()).players);
      return players.length === 2 && players.every(({ connected }) => connected);
    });
    await ann.decodes(3);
  }

  test('notices it, and returns to the same body when the network does', async () => {
    const id = await ann.id();
    const noticed = await silence();
    console.info(`noticed after ${(noticed / 1000).toFixed(2)} s`);
    expect(await heading()).toMatch(/^Connection lost/);
    proxy.heal();
    await expectBackAt(0.05);
    expect(await ann.id()).toBe(id);
  });

  test('joins again by itself after forty seconds, near its last position, although its seat was given up', async () => {
    const id = await ann.id();
    const before = await ann.page.evaluate(() => window.recorder?.states.length);
    const noticed = await silence();
    await until('its body is gone', async () => (await ben.state()).players[id] === undefined);
    // Also longer than the time after which a page suspects a firewall.
    await pause(40_000 - noticed - reconnectSeconds * 1000);
    expect(await heading()).toMatch(/^Connection lost/);
    proxy.heal();
    await expectBackAt(1);
    expect(await ann.id()).not.toBe(id);
    const states = await ann.page.evaluate((from) => window.recorder?.states.slice(from), before);
    expect(states).not.toContain('blocked');
    expect(states).not.toContain('gone');
  });

  test('reconnects after it was frozen', async () => {
    const devTools = await ann.page.context().newCDPSession(ann.page);
    await devTools.send('Page.setWebLifecycleState', { state: 'frozen' });
    await pause(20_000);
    await devTools.send('Page.setWebLifecycleState', { state: 'active' });
    await expectBackAt(1);
  });

  test('says that the device is offline, and reconnects when it is online', async () => {
    const context = ann.page.context();
    await context.setOffline(true);
    await until('it says so', async () => (await heading())?.includes('offline'));
    await context.setOffline(false);
    await expectBackAt(1);
  });

  test('no page or server reported an unexpected error', () => {
    // Browsers log requests without an answer.
    expect(
      testBed.pageErrors.filter((error) => !/Failed to load resource|WebSocket connection/.test(error)),
    ).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
