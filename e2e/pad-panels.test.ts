import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installPad } from './emulated-pad.ts';
import { faultsOf } from './page-faults.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Buttons of the standard layout. */
const [a, b, menuButton, down] = [0, 1, 9, 13];

let testBed: TestBed;
let gil: Visitor;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pad-panels-'));
  testBed = await openTestBed(undefined, { options: ['--data-folder', folder] });
  const { hostLink } = await testBed.createRoom();
  gil = await testBed.open(hostLink, 'Gil', { script: installPad, viewport: { width: 1280, height: 720 } });
  await gil.reaches('playing');
  await gil.page.evaluate(() => window.emulatedPad?.plug());
});
afterAll(async () => {
  await testBed?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Presses a button for more than a display frame, and lets it go. */
async function press(button: number): Promise<void> {
  const hold = (pressed: number[]) =>
    gil.page.evaluate(async (buttons) => {
      window.emulatedPad?.push([0, 0, 0, 0], buttons);
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      for (let frames = 0; frames < 3; frames++) await frame();
    }, pressed);
  await hold([button]);
  await hold([]);
}

const focused = () => gil.page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '');
const focusIn = (testId: string) =>
  gil.page.getByTestId(testId).evaluate((root) => root.contains(document.activeElement));

/** Opens the menu and chooses an entry of it, with the pad alone. */
async function choose(entry: string): Promise<void> {
  await press(menuButton);
  await gil.page.getByTestId('menu-main').waitFor();
  await walkTo(entry);
  await press(a);
}

async function walkTo(testId: string): Promise<void> {
  for (let steps = 0; (await focused()) !== testId; steps++) {
    if (steps > 60) throw new Error(`The pad does not reach ${testId}.`);
    await press(down);
  }
}

test.each([
  ['the chat', 'menu-chat', 'chat', '.chat-form'],
  ['emotes', 'menu-emotes', 'emote-menu', '[data-testid="emote-menu"]'],
  ['the list of people', 'menu-people', 'player-list', '.players.open'],
  ['questions', 'toggle-ask', 'ask', '.ask-form'],
  ['the links', 'toggle-links', 'links', '[data-testid="links"]'],
  ['recordings', 'toggle-recordings', 'recordings', '[data-testid="recordings"]'],
  ['the light and weather', 'toggle-controls', 'look-panel', '[data-testid="look-panel"]'],
  ['saved moments', 'toggle-saves', 'saves', '[data-testid="saves"]'],
  ['sketches', 'toggle-sketch', 'sketch-pad', '[data-testid="sketch-pad"]'],
  ['a photo', 'take-photo', 'photo-card', '[data-testid="photo-card"]'],
])('%s: opened, moved through and closed by a gamepad alone', async (_, entry, panel, open) => {
  const { page } = gil;
  const before = await gil.standsStill();
  await choose(entry);
  await page.locator(open).waitFor();
  await until('the pad is in the panel', () => focusIn(panel));
  const reached = new Set<string>();
  for (let steps = 0; steps < 4; steps++) {
    await press(down);
    expect(await focusIn(panel)).toBe(true);
    reached.add(
      await page.evaluate(() => {
        const controls = [...document.querySelectorAll('button, a[href], input, select')];
        return String(document.activeElement ? controls.indexOf(document.activeElement) : -1);
      }),
    );
  }
  const controls = await page
    .getByTestId(panel)
    .locator('button:visible:enabled, a[href]:visible, input:visible:enabled, select:visible')
    .count();
  expect(reached.size).toBe(Math.min(4, controls));
  expect(await faultsOf(page)).toEqual([]);
  await press(b);
  await page.locator(open).waitFor({ state: 'hidden' });
  expect(await focusIn(panel)).toBe(false);
  // Nothing of it went to the game.
  const { x, y, z, yaw } = await gil.standsStill();
  expect({ x, y, z, yaw }).toEqual({ x: before.x, y: before.y, z: before.z, yaw: before.yaw });
});

test('the match: its buttons are reached and left by a gamepad', async () => {
  const { page } = gil;
  await choose('menu-match');
  await until('the pad is in the panel', () => focusIn('match'));
  await press(b);
  expect(await focusIn('match')).toBe(false);
  await page.getByTestId('room-menu').waitFor({ state: 'hidden' });
});

test('settings: each section is gone through, and B goes back step by step', async () => {
  const { page } = gil;
  await choose('open-settings');
  await page.getByTestId('settings').waitFor();
  for (const section of ['graphics', 'sound', 'controls', 'names', 'language']) {
    await walkTo(`settings-${section}`);
    await press(a);
    await page.getByTestId(`section-${section}`).waitFor();
  }
  await press(b);
  await page.getByTestId('menu-main').waitFor();
  await press(b);
  await page.getByTestId('room-menu').waitFor({ state: 'hidden' });
});

test('a panel that the keyboard opened leaves the gamepad to the game', async () => {
  const { page } = gil;
  await page.keyboard.press('KeyB');
  await page.locator('.ask-form').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.ask-form').waitFor({ state: 'hidden' });
  const start = await gil.standsStill();
  await page.evaluate(() => window.emulatedPad?.push([0, 1, 0, 0], []));
  await until('the body moves', async () => {
    const now = await gil.player();
    return Math.hypot(now.x - start.x, now.z - start.z) > 0.2;
  });
  await page.evaluate(() => window.emulatedPad?.push([0, 0, 0, 0], []));
});

test('no page or server reported an error', () => {
  expect(testBed.pageErrors).toEqual([]);
  expect(testBed.serverErrors()).toEqual([]);
});
