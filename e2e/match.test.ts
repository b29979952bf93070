import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Text of an element of the match on a page. */
const text = (visitor: Visitor, testId: string) => visitor.page.getByTestId(testId).textContent();
const shown = (visitor: Visitor, testId: string) => visitor.page.getByTestId(testId).isVisible();
/** Ticks until the phase ends, in the page's copy of the state. */
const ticksLeft = (visitor: Visitor) =>
  visitor.page.evaluate(() => {
    const state = window.worldroom?.roomState();
    if (typeof state !== 'object' || state === null || !('match' in state) || !('tick' in state)) return 0;
    const { match, tick } = state;
    if (typeof match !== 'object' || match === null || !('ends' in match)) return 0;
    return Number(match.ends) - Number(tick);
  });

describe('a match of two players', () => {
  let testBed: TestBed;
  let ann: Visitor;
  let ben: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed();
    const room = await testBed.createRoom({ mode: 'relic-rush', world: testBed.orbWorld });
    ann = await testBed.open(room.hostLink, 'Ann');
    await ann.reaches('playing');
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
  });

  afterAll(() => testBed?.close());

  const score = async (visitor: Visitor, id: string) => {
    const row = visitor.page.locator(`[data-testid="score-row"][data-session-id="${id}"]`);
    return (await row.getByTestId('score-total').textContent()) ?? '';
  };

  test('is named at the room in the lobby', async () => {
    const sue = await testBed.open('/', 'Sue');
    await sue.page.getByTestId('room-mode').last().waitFor();
    expect(await sue.page.getByTestId('room-card').getByTestId('room-mode').textContent()).toBe('Relic rush');
    const choice = sue.page.locator('select#room-mode');
    await until('the first game is chosen', async () => (await choice.inputValue()) === 'relic-rush');
    await sue.page.close();
  });

  test('counts down on both pages, and begins', async () => {
    // The first round may run already, because pages may load slowly.
    await ann.page.getByTestId('match-reset').click();
    await until('both count down', async () => {
      const digits = await Promise.all([ann, ben].map((visitor) => text(visitor, 'match-countdown')));
      const seen = await Promise.all([ann, ben].map((visitor) => shown(visitor, 'match-countdown')));
      return seen.every(Boolean) && digits.every((digit) => /^[1-5]$/.test(digit ?? ''));
    });
    for (const visitor of [ann, ben]) {
      await until(`${visitor.name} hears of it`, async () =>
        (await text(visitor, 'toasts'))?.includes('Round 1 of 3 begins in'),
      );
    }
    // Without Playwright's wait for a stable button, which may last longer than the countdown on a busy
    // machine.
    await ann.page.getByTestId('match-start').evaluate((button) => (button as HTMLButtonElement).click());
    for (const visitor of [ann, ben]) {
      await until(`${visitor.name} sees the round`, async () =>
        /^[12]:\d\d$/.test((await text(visitor, 'match-clock')) ?? ''),
      );
      expect(await text(visitor, 'match-stage')).toBe('Round 1 of 3');
      expect(await visitor.page.locator('[data-mark="shrine"]').count()).toBe(1);
    }
    expect(await shown(ann, 'match-reset')).toBe(true);
    expect(await shown(ben, 'match-reset')).toBe(false);
  });

  test('gives points for an orb, on both scoreboards', async () => {
    const id = await ann.id();
    for (const visitor of [ann, ben]) {
      await visitor.page.keyboard.press('KeyG');
      await visitor.page.getByTestId('scoreboard').waitFor();
      expect(await score(visitor, id)).toBe('0');
    }
    const start = await ann.player();
    await ann.hold('KeyW', 'walks', (now) => Math.hypot(now.x - start.x, now.z - start.z) > 1.2);
    for (const visitor of [ann, ben]) {
      await until(`${visitor.name} sees the point`, async () => (await score(visitor, id)) === '1');
    }
    expect(await ann.page.locator('.scoreboard .own .player-name').textContent()).toBe('Ann');
    expect(await ben.page.locator('.scoreboard .own .player-name').textContent()).toBe('Ben');
    for (const visitor of [ann, ben]) await visitor.page.keyboard.press('KeyG');
    await until('the scores are away', async () => !(await shown(ann, 'scoreboard')));
  });

  test('stops bodies and clock while the host pauses, but not pictures, and pages say so', async () => {
    await ann.page.getByTestId('match-pause').click();
    for (const visitor of [ann, ben]) {
      await until(
        `${visitor.name} reads of it`,
        async () => (await text(visitor, 'match-result')) === 'Paused',
      );
    }
    const left = await ticksLeft(ben);
    const before = await ben.player();
    await ben.page.keyboard.down('KeyW');
    await ben.decodes(10);
    await ben.page.keyboard.up('KeyW');
    expect(await ben.player()).toMatchObject({ x: before.x, z: before.z });
    expect(await ticksLeft(ben)).toBe(left);
    // Looking around does not count as moving.
    await ben.hold('ArrowRight', 'looks around', (now) => Math.abs(now.yaw - before.yaw) > 0.2);
    await ann.page.getByTestId('match-resume').click();
    await until('the clock goes on', async () => (await ticksLeft(ben)) < left);
    expect(await shown(ben, 'match-card')).toBe(false);
  });

  test('loses its points when the host resets the round', async () => {
    const id = await ann.id();
    await ann.page.getByTestId('match-reset').click();
    await until('Ben counts down again', () => shown(ben, 'match-countdown'));
    await ben.page.keyboard.press('KeyG');
    await until('the point is gone', async () => (await score(ben, id)) === '0');
    expect(await text(ben, 'match-stage')).toBe('Round 1 of 3');
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
