import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginningsOf } from '../shared/beginning.ts';
import { brightness } from './pixels.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Metres from the start: beyond what a single picture knows of the ground behind and beside it. */
const farther = 6;

let testBed: TestBed;

beforeAll(async () => {
  testBed = await openTestBed();
  expect(beginningsOf(testBed.manifest)).toContain('picture');
});
afterAll(() => testBed?.close());

/** Waits, as long as a busy machine dreams, for what a preview says when it is there. */
async function dreamt({ page }: Visitor): Promise<string> {
  const status = page.getByTestId('preview-status');
  await status.filter({ hasText: /\d+ square metres/ }).waitFor({ timeout: 120_000 });
  return (await status.textContent()) ?? '';
}

const mapOf = ({ page }: Visitor) =>
  page.getByTestId('preview-map').evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
    return canvas.toDataURL();
  });

/** Walks, and turns where something is in the way, until the body is so many metres away from where it was. */
async function wander(visitor: Visitor, metres: number): Promise<void> {
  const from = await visitor.player();
  const { keyboard } = visitor.page;
  let last = from;
  await until(`${metres} m from the start`, async () => {
    await keyboard.down('KeyW');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await keyboard.up('KeyW');
    const now = await visitor.player();
    const stuck = Math.hypot(now.x - last.x, now.z - last.z) < 0.5;
    last = now;
    if (stuck) {
      await keyboard.down('ArrowRight');
      await new Promise((resolve) => setTimeout(resolve, 700));
      await keyboard.up('ArrowRight');
    }
    return Math.hypot(now.x - from.x, now.z - from.z) > metres;
  });
}

test('a room without edges is begun with the keyboard alone, from its preview', async () => {
  const ann = await testBed.open('/', 'Ann', { viewport: { width: 360, height: 740 } });
  const { page } = ann;
  await page.getByTestId('room-begin').waitFor();
  await page.getByRole('radio', { name: 'The world' }).focus();
  expect(await page.getByTestId('preview-map').isVisible()).toBe(false);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await page.getByRole('radio', { name: 'From one picture' }).isChecked()).toBe(true);
  await page.keyboard.press('Tab');
  await page.keyboard.type('many doors');
  await dreamt(ann);
  const [map, look] = [await mapOf(ann), page.getByTestId('preview-look')];
  await until('the look', () =>
    look.evaluate((image) => image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0),
  );
  expect(await page.getByRole('img', { name: 'Map of the ground around the start' }).count()).toBe(1);

  await page.getByTestId('dream-another').focus();
  await page.keyboard.press('Enter');
  await until('dreaming', async () =>
    (await page.getByTestId('preview-status').textContent())?.includes('Dreaming'),
  );
  await dreamt(ann);
  expect(await mapOf(ann)).not.toBe(map);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);

  await page.getByTestId('create-room').focus();
  await page.keyboard.press('Enter');
  await page.locator('main[data-state="playing"]').waitFor({ timeout: 120_000 });
  await page.setViewportSize({ width: 800, height: 450 });
  await wander(ann, farther);
  // It may stand before a wall, which has one colour from nearby.
  await until('something is to be seen around', async () => {
    await page.keyboard.down('ArrowRight');
    await new Promise((resolve) => setTimeout(resolve, 500));
    await page.keyboard.up('ArrowRight');
    return brightness((await ann.frame()).picture).deviation > 12;
  });
  expect(testBed.pageErrors).toEqual([]);
  expect(testBed.serverErrors()).toEqual([]);
});
