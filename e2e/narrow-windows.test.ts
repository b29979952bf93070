import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VisitorDevice } from './open-page.ts';
import { lostControls, windows } from './page-layout.ts';
import { closeMenu } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

const adminToken = 'a token of this test';
/** Panels by the test id of the button that opens them. */
const playPanels = {
  'toggle-menu': '[data-testid="menu-main"]',
  'open-settings': '[data-testid="settings"]',
  'toggle-people': '.players',
  'toggle-help': '[data-testid="help"]',
  'toggle-chat': '[data-testid="chat"]',
  'toggle-recordings': '[data-testid="recordings"]',
  'toggle-sketch': '.sketch-pad',
  'toggle-controls': '.look-panel',
  'toggle-emotes': '[data-testid="emote-menu"]',
};
/** Those that somebody has who is not host. */
const playPanelsOfGuest = {
  'toggle-menu': '[data-testid="menu-main"]',
  'open-settings': '[data-testid="settings"]',
  'toggle-people': '.players',
  'toggle-help': '[data-testid="help"]',
  'toggle-chat': '[data-testid="chat"]',
};
const watchPanels = {
  'toggle-menu': '[data-testid="menu-main"]',
  'open-settings': '[data-testid="settings"]',
  'toggle-people': '.players',
  'toggle-help': '[data-testid="watch-help"]',
  'toggle-chat': '[data-testid="chat"]',
};

describe('every control is reachable in windows of every size', () => {
  let testBed: TestBed;
  let links: { hostLink: string; playLink: string; watchLink: string };
  let hal: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed(undefined, { environment: { WORLDROOM_ADMIN_TOKEN: adminToken } });
    links = await testBed.createRoom({ mode: 'relic-rush', name: 'A room that has a rather long name here' });
    hal = await enter(links.hostLink, 'Hal Somebody With A Name');
  });

  afterAll(() => testBed?.close());

  async function enter(link: string, name: string, device: VisitorDevice = {}): Promise<Visitor> {
    const visitor = await testBed.open(link, name, { recorded: false, ...device });
    await visitor.reaches('playing');
    await until('the game has begun', () => visitor.page.getByTestId('match-bar').isVisible());
    return visitor;
  }

  /** Checks a page in every window: without panels, and with each of its panels open. */
  async function check(visitor: Visitor, panels: Readonly<Record<string, string>> = {}) {
    const { page } = visitor;
    const lost: unknown[] = [];
    for (const [width, height] of windows) {
      await page.setViewportSize({ width, height });
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100))));
      for (const control of await lostControls(page)) lost.push({ width, height, ...control });
      for (const [opener, panel] of Object.entries(panels)) {
        const toggle = page.getByTestId(opener);
        await toggle.dispatchEvent('click');
        expect(await page.locator(panel).isVisible(), `${panel} at ${width} x ${height}`).toBe(true);
        for (const control of await lostControls(page, panel))
          lost.push({ width, height, panel, ...control });
        if (opener === 'toggle-emotes') await page.keyboard.press('Escape');
        else if (await page.getByTestId('room-menu').isVisible()) await closeMenu(page);
        else await toggle.dispatchEvent('click');
      }
    }
    return lost;
  }

  test('on the page of a host', async () => {
    expect(await check(hal, playPanels)).toEqual([]);
  });

  test('the button to leave is always inside the window, and works', async () => {
    const ann = await enter(links.playLink, 'Ann');
    for (const [width, height] of windows) {
      await ann.page.setViewportSize({ width, height });
      const box = await ann.page.getByTestId('leave').boundingBox();
      expect(box?.x, `at ${width} x ${height}`).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height);
    }
    await ann.page.setViewportSize({ width: 320, height: 640 });
    await ann.page.getByTestId('leave').click();
    await until('the lobby', () => ann.page.getByTestId('lobby').isVisible());
    await ann.page.context().close();
  });

  test('on the page of a phone', async () => {
    const tom = await enter(links.playLink, 'Tom', { hasTouch: true, isMobile: true });
    expect(await check(tom, playPanelsOfGuest)).toEqual([]);
    await tom.page.context().close();
  });

  test('on the page of a spectator, in every mode', async () => {
    const sue = await enter(links.watchLink, 'Sue');
    expect(await check(sue, watchPanels)).toEqual([]);
    for (const mode of ['wall', 'free', 'director']) {
      await sue.page.getByTestId(`mode-${mode}`).dispatchEvent('click');
      expect(await check(sue), mode).toEqual([]);
    }
    await sue.page.context().close();
  });

  test('in the lobby, and on the admin page', async () => {
    const lobby = await testBed.open('/', 'Lou', { recorded: false });
    await until('the room is listed', () => lobby.page.getByTestId('room-card').isVisible());
    expect(await check(lobby)).toEqual([]);
    const admin = await testBed.open('/admin', 'Adi', { recorded: false });
    expect(await check(admin)).toEqual([]);
    await admin.page.getByTestId('admin-token').fill(adminToken);
    await admin.page.keyboard.press('Enter');
    await until('the report', () => admin.page.getByTestId('put-out').first().isVisible());
    await until('the log', () => admin.page.locator('.log-line').first().isVisible());
    expect(await check(admin)).toEqual([]);
    await admin.page.evaluate(() => {
      const line = document.querySelector('.log-line')?.cloneNode(true) as HTMLElement | undefined;
      for (const part of line?.querySelectorAll('.log-text, code') ?? []) part.textContent = 'w'.repeat(300);
      if (line) document.querySelector('.admin-log')?.append(line);
    });
    expect(await check(admin)).toEqual([]);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
