import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Picture, psnr } from './pixels.ts';
import { offersTool } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Decibels below which two pictures of the same place differ clearly, and above which they are equal. */
const different = 22;
const same = 30;
/** Ticks after which a change is complete. */
const changed = 30;

describe('the host changes how the world looks', () => {
  let testBed: TestBed;
  let hal: Visitor;
  let ben: Visitor;
  let before: Picture;

  beforeAll(async () => {
    // One size, because a busy server also draws from fewer keyframes: pictures of one place would differ by that.
    testBed = await openTestBed((manifest) => {
      manifest.view.sizes = undefined;
    });
    const room = await testBed.createRoom();
    hal = await testBed.open(room.hostLink, 'Hal');
    await hal.reaches('playing');
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    before = await settled();
  });

  afterAll(() => testBed?.close());

  /** Ben's picture once a change is complete. */
  async function settled(): Promise<Picture> {
    const { tick } = await ben.state();
    return (await ben.frame(tick + changed)).picture;
  }

  test('only the host has the panel', async () => {
    await until('the host has it', () => offersTool(hal.page, 'toggle-controls'));
    expect(await offersTool(ben.page, 'toggle-controls')).toBe(false);
    await ben.page.keyboard.press('KeyT');
    expect(await ben.page.getByTestId('look-panel').isVisible()).toBe(false);
  });

  test('fog, by keyboard alone, and everybody sees it', async () => {
    await hal.page.keyboard.press('KeyT');
    await hal.page.getByTestId('look-panel').waitFor({ state: 'visible' });
    await hal.page.getByTestId('look-fog').focus();
    await hal.page.keyboard.press('End');
    const foggy = await settled();
    expect(psnr(before, foggy)).toBeLessThan(different);
  });

  test('a theme', async () => {
    await hal.page.getByTestId('look-theme').selectOption('red quarter');
    const foggy = await ben.frame();
    const red = await settled();
    expect(psnr(foggy.picture, red)).toBeLessThan(same);
    expect(redness(red)).toBeGreaterThan(redness(before) + 0.05);
  });

  test('a prompt, which is answered', async () => {
    await hal.page.getByTestId('look-prompt').fill('clear noon in the frost with dragons');
    await hal.page.getByTestId('look-send').click();
    const answer = hal.page.getByTestId('look-answer');
    await until('the room answers', async () => (await answer.textContent()) !== '');
    const text = await answer.textContent();
    expect(text).toMatch(/Theme frost/);
    expect(text).toMatch(/mean nothing here: .*dragons/);
    expect(text).toMatch(
      /What can be changed: Time of day, Fog, Theme \(plain, red quarter, frost, jungle\)/,
    );
    expect(redness(await settled())).toBeLessThan(redness(before) + 0.05);
    expect(await hal.page.getByTestId('look-theme').inputValue()).toBe('frost');
  });

  test('back to the original', async () => {
    const { controls } = testBed.manifest;
    for (const { name, default: value } of controls.filter(({ values }) => values === undefined)) {
      await hal.page.getByTestId(`look-${name}`).fill(String(value));
    }
    await hal.page.getByTestId('look-theme').selectOption('plain');
    expect(psnr(before, await settled())).toBeGreaterThan(same);
    await hal.page.getByTestId('look-theme').focus();
    await hal.page.keyboard.press('Escape');
    expect(await hal.page.getByTestId('look-panel').isVisible()).toBe(false);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});

/** Share of red in the light of a picture, 0 to 1. */
function redness({ rgb }: Picture): number {
  let red = 0;
  let all = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    red += rgb[i];
    all += rgb[i] + rgb[i + 1] + rgb[i + 2];
  }
  return red / all;
}
