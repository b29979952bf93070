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
  let testBed: TestBed;
  let room: CreatedRoom;
  let ann: Visitor;
  let sue: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed(undefined, { environment: { WORLDROOM_ADMIN_TOKEN: token } });
    room = await testBed.createRoom({ mode: 'relic-rush' });
    // At this size panels do not cover the toolbar.
    ann = await testBed.open(room.hostLink, 'Ann', { viewport: { width: 1280, height: 720 } });
    await ann.reaches('playing');
    sue = await testBed.open(`${room.watchLink}&mode=director`, 'Sue');
    await sue.reaches('playing');
  });

  afterAll(() => testBed?.close());

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
