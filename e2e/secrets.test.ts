import { networkInterfaces } from 'node:os';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { networkAddresses } from '../server/http/addresses/network-addresses.ts';
import type { CreatedRoom } from '../shared/messages.ts';
import { offersTool, useTool } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

describe('invites on a shared screen', () => {
  let testBed: TestBed;
  let room: CreatedRoom;
  let ann: Visitor;
  /** URLs and referrers of all requests of the pages. */
  const asked: string[] = [];
  const addresses: string[] = [];

  const pageOf = (visitor: Visitor, testId: string) => visitor.page.getByTestId(testId);
  const tokenOf = (link: string) => new URL(link, testBed.url).searchParams.get('token') ?? '';
  /** The signature, which is unique to a token. */
  const signatureOf = (link: string) => tokenOf(link).split('.')[2];

  function follow(page: Page): void {
    page.on('request', (request) => {
      asked.push(`${request.url()} ${request.headers().referer ?? ''}`);
    });
    page.on('framenavigated', (frame) => addresses.push(frame.url()));
  }

  async function copied(visitor: Visitor, testId: string): Promise<string> {
    const { page } = visitor;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await pageOf(visitor, testId).click();
    return until(
      'a link is copied',
      async () => (await page.evaluate(() => navigator.clipboard.readText())) || undefined,
    );
  }

  beforeAll(async () => {
    testBed = await openTestBed(undefined, { options: ['--host', '0.0.0.0', '--log-level', 'trace'] });
    // More seats than players, because a closed page keeps its seat for a while.
    room = await testBed.createRoom({ access: 'link', seats: 8 });
    ann = await testBed.open('/', 'Ann');
    follow(ann.page);
  });

  afterAll(() => testBed?.close());

  test.each([
    ['the fragment', () => `/host/${room.id}#token=${tokenOf(room.hostLink)}`],
    ['the query', () => room.hostLink],
  ])('leave the address bar at once if they come in %s', async (_where, link) => {
    const opened = new URL(link(), testBed.url).href;
    await ann.page.goto('about:blank');
    await ann.page.goto(opened, { waitUntil: 'commit' });
    await ann.page.waitForFunction(() => !location.href.includes('token'), undefined, { timeout: 5_000 });
    expect(new URL(ann.page.url()).pathname).toBe(`/host/${room.id}`);
    await ann.reaches('playing');
    expect(await ann.page.title()).not.toContain('eyJ');
    await until('Ann is host', () => offersTool(ann.page, 'toggle-lock'));
  });

  test('survive reloading, going back and duplicating the page', async () => {
    // Without their seats, to which a reload would return: only the invite opens this room.
    const forget = () =>
      ann.page.evaluate(() => {
        for (const key of Object.keys(sessionStorage)) {
          if (key.startsWith('worldroom.reconnection')) sessionStorage.removeItem(key);
        }
      });
    await ann.page.reload();
    await ann.reaches('playing');
    await pageOf(ann, 'leave').click();
    await pageOf(ann, 'lobby').waitFor();
    await forget();
    await ann.page.goBack();
    await ann.reaches('playing');
    await until('Ann is host', () => offersTool(ann.page, 'toggle-lock'));
    await ann.page.goForward();
    await pageOf(ann, 'lobby').waitFor();
    await ann.page.goBack();
    await ann.reaches('playing');
    const [copy] = await Promise.all([
      ann.page.waitForEvent('popup'),
      ann.page.evaluate(() => void window.open(location.href)),
    ]);
    await copy.waitForFunction(() => document.querySelector('main')?.dataset.state === 'playing');
    expect(copy.url()).not.toContain('token');
    await copy.close();
    await ann.page.goto(new URL(`/host/${room.id}`, testBed.url).href);
    await ann.reaches('playing');
    await until('Ann is host again', () => offersTool(ann.page, 'toggle-lock'));
  });

  test('are copied as links that others can open, with the invite in the fragment', async () => {
    const [network] = networkAddresses(networkInterfaces());
    const link = new URL(await copied(ann, 'copy-invite'));
    expect(link.hostname).toBe(network ?? 'localhost');
    expect(link.search).toBe('');
    expect(link.hash).toMatch(/^#token=eyJ/);
    if (network === undefined) return;
    await until('the reach is told', async () =>
      (await pageOf(ann, 'toasts').textContent())?.includes('in the network of this computer'),
    );
    const ben = await testBed.open(link.href, 'Ben');
    const id = await ben.id();
    await until('Ann sees Ben', async () => id in (await ann.state()).players);
    await ben.page.context().close();
  });

  test('are shown as QR codes unless links are hidden; then copying still works', async () => {
    await useTool(ann.page, 'toggle-links');
    expect(await pageOf(ann, 'link-play').inputValue()).toContain('#token=eyJ');
    expect(await pageOf(ann, 'link-host').inputValue()).toContain(`/host/${room.id}#token=`);
    await pageOf(ann, 'qr-code').locator('svg').waitFor();

    await pageOf(ann, 'hide-links').check();
    for (const name of ['link-play', 'link-watch', 'link-host']) {
      expect(await pageOf(ann, name).inputValue()).toBe('hidden');
    }
    expect(await pageOf(ann, 'qr-code').locator('svg').count()).toBe(0);
    const all = await ann.page.evaluate(
      () =>
        document.documentElement.outerHTML +
        [...document.querySelectorAll('input')].map((input) => input.value),
    );
    expect(all).not.toContain('eyJ');
    expect(await copied(ann, 'copy-link-watch')).toMatch(new RegExp(`/watch/${room.id}#token=eyJ`));

    // The browser stores the choice.
    await ann.page.reload();
    await ann.reaches('playing');
    await useTool(ann.page, 'toggle-links');
    expect(await pageOf(ann, 'link-play').inputValue()).toBe('hidden');
    await pageOf(ann, 'hide-links').uncheck();
    await useTool(ann.page, 'toggle-links');
  });

  test('for the host role are offered to the present host for confirmation', async () => {
    const bob = await testBed.open(room.hostLink, 'Bob');
    follow(bob.page);
    await bob.reaches('playing');
    const own = await ann.id();
    await pageOf(ann, 'host-claims').waitFor();
    expect(await pageOf(ann, 'host-claim').textContent()).toContain('Bob asks to become host.');
    expect(await bob.page.evaluate(() => window.worldroom?.roomState())).toMatchObject({ host: own });
    await pageOf(ann, 'refuse-host').click();
    await until('Bob is told', async () => (await pageOf(bob, 'toasts').textContent())?.includes('refused'));
    await pageOf(ann, 'host-claims').waitFor({ state: 'hidden' });
    await bob.page.context().close();

    const cat = await testBed.open(room.hostLink, 'Cat');
    await cat.reaches('playing');
    await pageOf(ann, 'allow-host').click();
    await until('Cat is host', () => offersTool(cat.page, 'toggle-lock'));
    expect(await offersTool(ann.page, 'toggle-lock')).toBe(false);
  });

  test('are in no URL, no referrer and no line of the log', async () => {
    const secrets = [room.hostLink, room.playLink, room.watchLink].map(signatureOf);
    const kept = await ann.page.evaluate(() => Object.entries(sessionStorage));
    for (const [key, value] of kept)
      if (key.startsWith('worldroom.reconnection')) secrets.push(value.split(':')[1]);
    expect(secrets.length).toBeGreaterThan(3);
    // The link with the query was opened directly: its own request contains it, and no later one.
    const opened = new URL(room.hostLink, testBed.url).href;
    const later = asked.filter((line) => !line.startsWith(`${opened} `));
    expect(later.length).toBeGreaterThan(10);
    expect(later.filter((line) => line.includes('eyJ'))).toEqual([]);
    expect(asked.filter((line) => / \S*token/.test(line))).toEqual([]);
    expect(testBed.serverLog.length).toBeGreaterThan(20);
    for (const secret of secrets) {
      expect(testBed.serverLog.filter((line) => line.includes(secret))).toEqual([]);
    }
    expect(addresses.at(-1)).not.toContain('token');
    // A duplicated tab and its original request the same seat; browsers log the refusal.
    expect(testBed.pageErrors.filter((error) => !error.includes('409'))).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
