import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { offersTool, openMenu } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

const screenshots = 'build/screenshots';

describe('a host sketches a place', { timeout: 600_000 }, () => {
  let testBed: TestBed;
  let ann: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed();
    const room = await testBed.createRoom();
    ann = await testBed.open(room.hostLink, 'Ann');
    await ann.reaches('playing');
  }, 600_000);

  afterAll(() => testBed?.close());

  test('by keyboard alone, and sees it being drawn', async () => {
    const { page } = ann;
    const before = await ann.standsStill();
    await openMenu(page);
    await page.getByTestId('toggle-sketch').focus();
    await page.keyboard.press('Enter');
    const pad = page.getByTestId('sketch-pad');
    await pad.waitFor();
    const map = page.getByTestId('sketch-map');
    // The cursor starts at Ann's position once the map has arrived.
    const label = async () => (await map.getAttribute('aria-label')) ?? '';
    await until('the map comes', async () => !(await label()).includes('x 0.0, z 0.0'));
    for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    expect(await page.getByTestId('sketch-walls').locator('li').count()).toBe(1);
    // Far outside of the known world.
    for (const [name, value] of [
      ['From x', '60'],
      ['To x', '66'],
    ]) {
      await pad.getByLabel(name).fill(value);
    }
    await page.getByTestId('sketch-add').click();
    expect(await page.getByTestId('sketch-walls').locator('li').count()).toBe(2);
    await page.getByTestId('sketch-paint').click();
    expect(await page.getByTestId('sketch-message').textContent()).toContain('too far apart');
    await pad.getByRole('button', { name: 'Remove wall 1' }).click();
    await page.getByTestId('sketch-paint').click();
    await until('looks are drawn', async () =>
      ((await page.getByTestId('sketch-message').textContent()) ?? '').includes('looks drawn'),
    );
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: `${screenshots}/sketch-drawing.png` });
    for (const end = Date.now() + 300_000; ; ) {
      const message = (await page.getByTestId('sketch-message').textContent()) ?? '';
      if (message.includes('Done')) break;
      if (Date.now() > end) throw new Error(`it was never drawn; the pad says: ${message}`);
      await page.waitForTimeout(500);
    }
    await page.screenshot({ path: `${screenshots}/sketch-done.png` });
    await page.keyboard.press('Escape');
    expect(await pad.isVisible()).toBe(false);
    // Arrow keys on the map moved the cursor, not Ann.
    const after = await ann.player();
    expect([after.x, after.z]).toEqual([before.x, before.z]);
  });

  test('and nobody else has the pad', async () => {
    const room = await testBed.createRoom();
    const ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    await until('Ben’s toolbar is there', () => ben.page.getByTestId('copy-invite').isVisible());
    expect(await offersTool(ben.page, 'toggle-sketch')).toBe(false);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
