import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CreatedRoom } from '../shared/messages.ts';
import { faultsOf } from './page-faults.ts';
import { lostControls } from './page-layout.ts';
import { closeMenu, openMenu, useAndClose, useTool } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import type { Visitor } from './visitor.ts';

const token = 'a token of an accessible server';

describe('axe finds no serious violation on', () => {
  let folder: string;
  let testBed: TestBed;
  let room: CreatedRoom;
  let ann: Visitor;
  let sue: Visitor;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'accessible-'));
    testBed = await openTestBed(undefined, {
      environment: { WORLDROOM_ADMIN_TOKEN: token },
      options: ['--data-folder', folder],
    });
    room = await testBed.createRoom({ mode: 'relic-rush' });
    ann = await testBed.open(room.hostLink, 'Ann', { viewport: { width: 1280, height: 720 } });
    await ann.reaches('playing');
    sue = await testBed.open(`${room.watchLink}&mode=director`, 'Sue');
    await sue.reaches('playing');
  });

  afterAll(async () => {
    await testBed?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('the page of a host who plays', async () => {
    expect(await faultsOf(ann.page)).toEqual([]);
  });

  test.each(['toggle-controls', 'toggle-recordings', 'toggle-sketch', 'toggle-people', 'toggle-emotes'])(
    'the panel that %s opens',
    async (button) => {
      await useTool(ann.page, button);
      expect(await faultsOf(ann.page)).toEqual([]);
      await useTool(ann.page, button);
    },
  );

  test.each([
    [360, 740],
    [800, 450],
    [1280, 720],
    [2560, 1440],
  ])('a room, its menu and all its settings at %d x %d, where nothing is cut off', async (width, height) => {
    for (const { page } of [ann, sue]) {
      await page.setViewportSize({ width, height });
      expect(await faultsOf(page)).toEqual([]);
      expect(await lostControls(page)).toEqual([]);
      await openMenu(page);
      expect(await faultsOf(page)).toEqual([]);
      expect(await lostControls(page, '[data-testid="menu-main"]')).toEqual([]);
      await page.getByTestId('open-settings').click();
      for (const tab of await page.locator('.settings-tabs button:visible').all()) {
        await tab.click();
        expect(await faultsOf(page)).toEqual([]);
        expect(await lostControls(page, '[data-testid="settings"]')).toEqual([]);
      }
      await closeMenu(page);
      await page.setViewportSize({ width: 1280, height: 720 });
    }
  });

  test.each([360, 800, 1280, 2560])('the lobby and the first minute at a width of %d', async (width) => {
    const viewport = { width, height: Math.round(Math.min(1440, Math.max(640, width / 1.78))) };
    const lobby = await testBed.open('/', 'Lou', { recorded: false, viewport });
    await lobby.page.getByTestId('room-card').first().waitFor();
    expect(await faultsOf(lobby.page)).toEqual([]);
    expect(await lostControls(lobby.page)).toEqual([]);
    await lobby.page.context().close();
    const { hostLink } = await testBed.createRoom();
    const newcomer = await testBed.open(hostLink, 'Nia', { recorded: false, viewport, newcomer: true });
    await newcomer.page.getByTestId('first-minute').waitFor();
    expect(await faultsOf(newcomer.page)).toEqual([]);
    expect(await lostControls(newcomer.page)).toEqual([]);
    await newcomer.page.context().close();
  });

  test('the saved moments of a room, and the page of a replay, in a wide window and on a phone', async () => {
    const { page } = ann;
    const own = { width: 1280, height: 720 };
    const phone = { width: 390, height: 780 };
    await useTool(page, 'toggle-saves');
    await page.getByTestId('moment-name').fill('The gate');
    await page.getByTestId('keep-moment').click();
    await page.getByTestId('moments').getByText('The gate').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page
      .getByTestId('moments')
      .getByRole('button', { name: /^Open a replay/ })
      .first()
      .click();
    const link = page.getByTestId('branch').getByRole('link');
    await link.waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.setViewportSize(phone);
    expect(await faultsOf(page)).toEqual([]);
    await page.setViewportSize(own);
    const eve = await testBed.open((await link.getAttribute('href')) ?? '', 'Eve', { viewport: own });
    await eve.page.getByTestId('replay').waitFor();
    await eve.page.getByTestId('replay-0').click();
    await eve.page.locator('[data-testid="replay-0"][aria-pressed="true"]').waitFor();
    expect(await faultsOf(eve.page)).toEqual([]);
    await eve.page.setViewportSize(phone);
    expect(await faultsOf(eve.page)).toEqual([]);
    await eve.page.context().close();
    await useTool(page, 'toggle-saves');
  });

  test('the page of a phone, with the map and without', async () => {
    await ann.page.setViewportSize({ width: 390, height: 780 });
    expect(await faultsOf(ann.page)).toEqual([]);
    await useAndClose(ann.page, 'toggle-map');
    expect(await faultsOf(ann.page)).toEqual([]);
  });

  test('the page of a spectator, alone and with all views', async () => {
    expect(await faultsOf(sue.page)).toEqual([]);
    await sue.page.getByTestId('toggle-people').click();
    expect(await faultsOf(sue.page)).toEqual([]);
    await sue.page.goto(new URL(`${room.watchLink}&mode=wall`, testBed.url).href);
    await sue.reaches('playing');
    expect(await faultsOf(sue.page)).toEqual([]);
  });

  test('the lobby', async () => {
    await sue.page.goto(testBed.url);
    await sue.page.getByTestId('room-card').first().waitFor();
    expect(await faultsOf(sue.page)).toEqual([]);
  });

  test('the admin page', async () => {
    await sue.page.goto(new URL('/admin', testBed.url).href);
    expect(await faultsOf(sue.page)).toEqual([]);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
