import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CreatedRoom } from '../shared/messages.ts';
import { useAndClose } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

let testBed: TestBed;
let room: CreatedRoom;
let ann: Visitor;

beforeAll(async () => {
  testBed = await openTestBed();
  room = await testBed.createRoom({ begin: 'picture', roomSeed: 5 });
  ann = await testBed.open(room.playLink, 'Ann', { viewport: { width: 1280, height: 720 } });
  await ann.reaches('playing');
});
afterAll(() => testBed?.close());

const report = ({ page }: Visitor) => page.evaluate(() => window.worldroom?.origins());

/** Colours on a canvas that are not transparent, each once. */
function coloursOn({ page }: Visitor, testId: string): Promise<number> {
  return page.getByTestId(testId).evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
    const { width, height } = canvas;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const colours = new Set<number>();
    for (let at = 0; at < pixels.length; at += 4) {
      if (pixels[at + 3] > 0) colours.add((pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]);
    }
    return colours.size;
  });
}

/** Waits until both what was seen and what was not is in the picture. */
function seesBoth(visitor: Visitor): Promise<unknown> {
  return until('remembered and dreamt parts', async () => {
    const { remembered = 0, dreamt = 0 } = (await report(visitor))?.shares ?? {};
    return remembered > 0.02 && dreamt > 0.02;
  });
}

test('nothing is sent and nothing is shown before somebody asks', async () => {
  await ann.decodes(12);
  expect(await report(ann)).toMatchObject({ shares: undefined, totals: { maps: 0 } });
  for (const part of ['origin-tint', 'origin-legend']) {
    expect(await ann.page.getByTestId(part).isVisible()).toBe(false);
  }
});

test('a key tints what is remembered and what is dreamt, with a legend that says how much there is', async () => {
  const { page } = ann;
  await page.keyboard.press('KeyK');
  // The room began with one picture: what it does not show is dreamt.
  await seesBoth(ann);
  expect(await coloursOn(ann, 'origin-canvas')).toBeGreaterThan(1);
  const share = async (kind: string) =>
    Number.parseInt((await page.getByTestId(`origin-${kind}`).textContent()) ?? '', 10);
  expect((await share('remembered')) + (await share('dreamt'))).toBeGreaterThan(50);
  expect(await page.getByTestId('toggle-origin').getAttribute('aria-pressed')).toBe('true');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});

test('the map has the same kinds', async () => {
  // Its own ground is grey; the tint adds blue and orange to it.
  const tinted = () =>
    ann.page.getByTestId('minimap-canvas').evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
      const { width, height } = canvas;
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      const counts = { blue: 0, orange: 0 };
      for (let at = 0; at < pixels.length; at += 4) {
        const warmth = pixels[at] - pixels[at + 2];
        if (warmth > 40) counts.orange++;
        if (warmth < -55) counts.blue++;
      }
      return counts;
    });
  await until('blue and orange ground', async () => {
    const { blue, orange } = await tinted();
    return blue > 500 && orange > 500;
  });
});

test('the same key takes the tint away, and the server stops sending', async () => {
  await ann.page.keyboard.press('KeyK');
  await ann.page.getByTestId('origin-legend').waitFor({ state: 'hidden' });
  expect(await ann.page.getByTestId('origin-tint').isVisible()).toBe(false);
  // What was on its way has arrived by the next frames.
  await ann.decodes(6);
  const before = (await report(ann))?.totals.maps ?? 0;
  expect(before).toBeGreaterThan(10);
  await ann.decodes(12);
  expect((await report(ann))?.totals.maps).toBe(before);
});

test('spectators have it as well, by the toolbar', async () => {
  const sue = await testBed.open(room.watchLink, 'Sue');
  await sue.reaches('playing');
  await useAndClose(sue.page, 'toggle-origin');
  await until('maps', async () => (await report(sue))?.shares !== undefined);
  expect(await sue.page.getByTestId('origin-legend').isVisible()).toBe(true);
  expect(testBed.pageErrors).toEqual([]);
  expect(testBed.serverErrors()).toEqual([]);
});
