import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from '../test-bed.ts';
import { until } from '../until.ts';
import type { Visitor } from '../visitor.ts';
import { NetworkNamespace } from './network-namespace.ts';

describe('a network that drops all media', () => {
  let namespace: NetworkNamespace;
  let testBed: TestBed;
  let ann: Visitor;
  let block: () => Promise<void>;

  beforeAll(async () => {
    namespace = await NetworkNamespace.open();
    const { outside } = namespace;
    testBed = await openTestBed(undefined, {
      // The browser is in the namespace, and the server is outside.
      chromium: await namespace.chromium(),
      options: ['--host', '0.0.0.0'],
    });
    const { port } = new URL(testBed.url);
    const server = `http://${outside}:${port}/`;
    // UDP, and TCP from all ports of the server except that of its pages.
    block = () => namespace.drop('meta l4proto udp', `tcp sport != ${port}`);
    await block();
    const room = await testBed.createRoom();
    ann = await testBed.open(new URL(room.playLink, server).href, 'Ann');
  });

  afterAll(async () => {
    await testBed?.close();
    await namespace?.close();
  });

  const card = () => ann.page.getByTestId('status');

  async function openPath(): Promise<void> {
    const before = await framesShown(ann);
    await namespace.dropNothing();
    const opened = performance.now();
    await until('a frame comes', async () => (await framesShown(ann)) > before);
    const milliseconds = performance.now() - opened;
    console.info(`a frame ${(milliseconds / 1000).toFixed(2)} s after the path opened`);
    await ann.reaches('playing');
    expect(await card().isVisible()).toBe(false);
    await ann.decodes(3);
  }

  test('is reported by a card that stays and says what to try', async () => {
    await ann.reaches('blocked');
    expect(await card().getByRole('heading').textContent()).toBe('The picture does not get through');
    await new Promise((resolve) => setTimeout(resolve, 25_000));
    expect(await card().isVisible()).toBe(true);
    expect(await card().textContent()).toMatch(/firewall.*VPN.*TURN/s);
    expect(await ann.page.evaluate(() => window.recorder?.states)).not.toContain('playing');
  });

  test('is recovered from within seconds after it stops dropping, without a reload', openPath);

  test('is reported differently after there was a picture, and recovered from as fast', async () => {
    await block();
    await ann.reaches('blocked');
    expect(await card().getByRole('heading').textContent()).toBe('The picture does not get through any more');
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await openPath();
  });

  test('delivers the picture over TCP if it drops UDP alone', async () => {
    await namespace.drop('meta l4proto udp');
    await ann.page.reload();
    await ann.reaches('playing');
    await ann.decodes(3);
    await namespace.dropNothing();
  });

  test('no page or server reported an unexpected error', () => {
    // Browsers log this for every page over plain HTTP.
    expect(testBed.pageErrors.filter((error) => !/Cross-Origin-Opener-Policy/.test(error))).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});

/** Frames of the stream that the page has displayed since it was loaded. */
function framesShown(visitor: Visitor): Promise<number> {
  return visitor.page.evaluate(() => window.worldroom?.stats().frames ?? 0);
}
