import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CreatedRoom } from '../shared/messages.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import type { Visitor } from './visitor.ts';

const token = 'a token of an accessible server';

/** Accessibility violations that axe rates as serious or critical, each with its element. */
async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

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
    // At this size panels do not cover the toolbar.
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

  test.each([
    'toggle-controls',
    'toggle-help',
    'toggle-recordings',
    'toggle-sketch',
    'toggle-people',
    'toggle-emotes',
  ])('the panel that %s opens', async (button) => {
    await ann.page.getByTestId(button).click();
    expect(await faultsOf(ann.page)).toEqual([]);
    await ann.page.getByTestId(button).click();
  });

  test('the saved moments of a room, and the page of a replay, in a wide window and on a phone', async () => {
    const { page } = ann;
    const own = { width: 1280, height: 720 };
    const phone = { width: 390, height: 780 };
    await page.getByTestId('toggle-saves').click();
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
    await page.getByTestId('toggle-saves').click();
  });

  test('the page of a phone, with the map and without', async () => {
    await ann.page.setViewportSize({ width: 390, height: 780 });
    expect(await faultsOf(ann.page)).toEqual([]);
    await ann.page.getByTestId('toggle-map').click();
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
