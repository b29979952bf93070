import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

describe('a wish for one’s own body, typed in the chat', () => {
  let testBed: TestBed;
  let ann: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed();
    const { hostLink } = await testBed.createRoom();
    ann = await testBed.open(hostLink, 'Ann');
    await ann.reaches('playing');
    await ann.standsStill();
  });

  afterAll(() => testBed?.close());

  const log = async () => (await ann.page.getByTestId('chat-log').textContent()) ?? '';

  async function type(line: string): Promise<void> {
    const { page } = ann;
    await page.getByTestId('toggle-chat').click();
    await page.getByTestId('chat-field').fill(line);
    await page.keyboard.press('Enter');
    await page.getByTestId('chat-field').waitFor({ state: 'hidden' });
  }

  test('turns and walks the body, and says which step it is at', async () => {
    const before = await ann.player();
    await type('/do turn left, walk forward 1 metre');
    await until('it is done', async () => (await log()).includes('Done.'));
    const after = await ann.standsStill();
    expect(await log()).toContain('Step 1 of 2: turn left');
    expect(await log()).toContain('Step 2 of 2: walk forward 1 metre');
    expect(Math.cos(after.yaw - (before.yaw - Math.PI / 2))).toBeGreaterThan(0.98);
    // A wall may be in its way.
    expect(Math.hypot(after.x - before.x, after.z - before.z)).toBeGreaterThan(0.3);
  });

  test('ends with the first key that is pressed', async () => {
    await type('/do wait 60 seconds, turn right');
    await until('the step', async () => (await log()).includes('Step 1 of 2: wait 60 seconds'));
    expect(await log()).not.toContain('Stopped.');
    const { yaw } = await ann.player();
    await ann.hold('ArrowLeft', 'turns', (now) => Math.abs(now.yaw - yaw) > 0.2);
    await until('the end', async () => (await log()).includes('Stopped.'));
    const after = await ann.standsStill();
    expect(Math.sin(after.yaw - yaw)).toBeLessThan(0);
  });

  test('is explained by /help, and answered where nobody understands it', async () => {
    await type('/help');
    expect(await log()).toContain('/do turn left, walk to the orb');
    await type('/do juggle the orb');
    await until('the answer', async () => (await log()).includes('“juggle”'));
    expect(testBed.pageErrors).toEqual([]);
  });
});
