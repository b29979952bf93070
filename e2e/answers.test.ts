import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BlindHands, findOrb } from '../models/evaluation/answers/blind-player.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

describe('questions about space on a page', () => {
  let testBed: TestBed;
  let ann: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed();
    const { hostLink } = await testBed.createRoom({ world: testBed.firstMinuteWorld });
    ann = await testBed.open(hostLink, 'Ann');
    await ann.reaches('playing');
    await ann.standsStill();
  });

  afterAll(() => testBed?.close());

  const region = () => ann.page.getByTestId('ask-answer');
  const sentence = async () => (await region().textContent()) ?? '';

  /** What the live region says after `act`; its child is a new one for each sentence. */
  async function hears(act: () => Promise<void>): Promise<string> {
    await region().evaluate((element) => element.replaceChildren());
    await act();
    await until('the live region says something', async () => (await sentence()) !== '');
    return sentence();
  }

  async function ask(words: string): Promise<string> {
    const { page } = ann;
    if (!(await page.getByTestId('ask-field').isVisible())) await page.keyboard.press('KeyB');
    const said = await hears(async () => {
      await page.getByTestId('ask-field').fill(words);
      await page.keyboard.press('Enter');
    });
    await page.keyboard.press('Escape');
    return said;
  }

  test('a key opens the field, the answer is in a live region, and Escape gives the focus back', async () => {
    const { page } = ann;
    expect(await ask('How many dragons are there?')).toMatch(/You can ask: “How many orbs are there\?”/);
    await page.keyboard.press('KeyB');
    expect(await page.getByTestId('ask-field').evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await page.getByTestId('ask-field').inputValue()).not.toContain('b');
    expect(await region().getAttribute('role')).toBe('status');
    await page.keyboard.press('Escape');
    expect(await page.getByTestId('ask-field').isVisible()).toBe(false);
    expect(await hears(() => page.keyboard.press('KeyY'))).toMatch(/Open ground: ahead/);
    expect(testBed.pageErrors).toEqual([]);
  });

  test('somebody finds the orb by the keyboard and what the live region says', async () => {
    const { page } = ann;
    const hold = async (key: string, milliseconds: number) => {
      await page.keyboard.down(key);
      await page.waitForTimeout(milliseconds);
      await page.keyboard.up(key);
      await ann.standsStill();
    };
    // 180 degrees and 3 m a second, by the pack.
    const hands: BlindHands = {
      ask,
      describe: () => hears(() => page.keyboard.press('KeyY')),
      use: () => hold('KeyE', 1500),
      turn: (degrees) => hold(degrees < 0 ? 'ArrowLeft' : 'ArrowRight', (1000 * Math.abs(degrees)) / 180),
      walk: (metres) => hold('KeyW', (1000 * metres) / 3),
    };
    const scored = async () => {
      const state = await page.evaluate(() => window.worldroom?.roomState());
      return /"score":[1-9]/.test(JSON.stringify(state));
    };
    expect(await scored()).toBe(false);
    const steps = await findOrb(hands, scored);
    expect(steps, 'steps to the orb').toBeDefined();
  });
});
