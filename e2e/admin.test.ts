import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

const token = 'a token for whoever runs it';

describe('the admin page', () => {
  let testBed: TestBed;
  let ann: Visitor;
  let ben: Visitor;
  let admin: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed(undefined, { environment: { WORLDROOM_ADMIN_TOKEN: token } });
    const room = await testBed.createRoom({ name: 'Foundry', access: 'link' });
    ann = await testBed.open(room.hostLink, 'Ann');
    await ann.reaches('playing');
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    admin = await testBed.open('/admin', 'Ada', { viewport: { width: 1280, height: 900 } });
  });
  afterAll(() => testBed?.close());

  test('refuses a wrong token with a message', async () => {
    const { page } = admin;
    await page.getByTestId('admin-token').fill('some other token');
    await page.keyboard.press('Enter');
    await until('a refusal', async () =>
      (await page.getByTestId('admin-error').textContent())?.includes('is not the one'),
    );
    expect(await page.getByTestId('dashboard').isVisible()).toBe(false);
    expect(await page.getByTestId('admin-token').inputValue()).toBe('');
    // Browsers log the status of the answer.
    expect(testBed.pageErrors).toEqual([expect.stringContaining('403')]);
  });

  test('shows the rooms, their members and measurements, without a cookie or an entry in storage', async () => {
    const { page } = admin;
    await page.getByTestId('admin-token').fill(token);
    await page.keyboard.press('Enter');
    const room = page.getByTestId('admin-room');
    await room.waitFor();
    expect(await room.getByRole('heading').textContent()).toBe('Foundry');
    expect(await room.getByTestId('admin-member').allTextContents()).toEqual([
      expect.stringMatching(/^Ann.*host/),
      expect.stringMatching(/^Ben/),
    ]);
    const figure = (name: string) => page.locator(`[data-figure="${name}"]`).first().textContent();
    const first = Number(await figure('tick'));
    await until('the ticks go on', async () => Number(await figure('tick')) > first);
    await until('the load', async () => /views\/s on \d/.test((await figure('generation')) ?? ''));
    expect(await figure('media')).toMatch(/cores, \d+ MB/);
    await page.getByText('room opened').waitFor();
    expect(await page.content()).not.toMatch(/eyJ[\w-]+\./);
    expect(await page.context().cookies()).toEqual([]);
    expect(
      await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])),
    ).not.toMatch(/token|eyJ/);
  });

  test('kicks a member and closes the room, by the keyboard', async () => {
    const { page } = admin;
    page.on('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Put Ben out of Foundry' }).focus();
    await page.keyboard.press('Enter');
    await ben.reaches('gone');
    expect(await ben.page.locator('main').getAttribute('data-reason')).toBe('kicked');
    await until('Ann is alone', async () => (await page.getByTestId('admin-member').count()) === 1);
    await page.getByRole('button', { name: 'Close the room Foundry' }).focus();
    await page.keyboard.press('Enter');
    await ann.reaches('gone');
    expect(await ann.page.locator('main').getAttribute('data-reason')).toBe('room-gone');
    await until('no room', async () => (await page.getByTestId('admin-room').count()) === 0);
    await page.getByTestId('admin-sign-out').click();
    expect(await page.getByTestId('dashboard').isVisible()).toBe(false);
    expect(testBed.serverErrors()).toEqual([]);
    expect(testBed.pageErrors.filter((error) => !error.includes('403'))).toEqual([]);
  });
});
