import type { CDPSession, Locator } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

const entitiesSchema = z.object({
  entities: z.record(z.string(), z.object({ state: z.number() })),
});
/** CSS pixels. */
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
/** Metres and radians; clearly more than a body moves by itself while it settles. */
const clearly = 0.2;

describe.each([
  { held: 'upright', viewport: { width: 390, height: 844 } },
  { held: 'across', viewport: { width: 844, height: 390 } },
])('a phone held $held', ({ viewport }) => {
  let testBed: TestBed;
  let tom: Visitor;
  let client: CDPSession;

  beforeAll(async () => {
    testBed = await openTestBed();
    const { hostLink } = await testBed.createRoom({ world: testBed.doorWorld });
    tom = await testBed.open(hostLink, 'Tom', {
      viewport,
      hasTouch: true,
      isMobile: true,
    });
    await tom.reaches('playing');
    client = await tom.page.context().newCDPSession(tom.page);
  });

  afterAll(() => testBed?.close());

  const stick = (side: 'left' | 'right') => tom.page.getByTestId(`stick-${side}`).locator('.stick-base');
  const touchButton = (index: number) => tom.page.getByTestId(`touch-button-${index}`);

  async function entities(kind: string): Promise<{ state: number }[]> {
    const state = await until('the room’s state', () =>
      tom.page.evaluate(() => window.worldroom?.roomState()),
    );
    const all = Object.entries(entitiesSchema.parse(state).entities);
    return all.flatMap(([id, entity]) => (id.startsWith(`${kind}-`) ? [entity] : []));
  }

  async function boxOf(locator: Locator): Promise<Box> {
    const box = await locator.boundingBox();
    if (box === null) throw new Error('It is not on the screen.');
    return box;
  }

  /** Pushes a stick with one finger until a condition holds for the own body, then releases it. */
  async function push(side: 'left' | 'right', by: { x: number; y: number }, enough: () => Promise<boolean>) {
    const { x, y, width, height } = await boxOf(stick(side));
    const rest = { id: 1, x: x + width / 2, y: y + height / 2 };
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [rest] });
    const pushed = { id: 1, x: rest.x + by.x, y: rest.y + by.y };
    await client.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [pushed] });
    await until(`the ${side} stick does it`, enough);
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  test('shows every control whole, without overlaps or scrolling', async () => {
    const pressed = await tom.page.locator('.touch-button:visible').all();
    const controls = [stick('left'), stick('right'), ...pressed, tom.page.getByTestId('toggle-chat')];
    expect(pressed.length).toBe(testBed.manifest.actions.buttons.length);
    const boxes: Box[] = [];
    for (const control of controls) boxes.push(await boxOf(control));
    for (const box of boxes) {
      expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(viewport.width);
      expect(box.y + box.height).toBeLessThanOrEqual(viewport.height);
    }
    // Texts and controls do not overlap.
    for (const part of ['.toolbar', '.room-title', '.players', '.match-commands']) {
      boxes.push(await boxOf(tom.page.locator(part)));
    }
    for (const [index, box] of boxes.entries()) {
      for (const [other, beside] of boxes.entries()) {
        if (other > index) expect(overlap(box, beside), `parts ${index} and ${other}`).toBe(0);
      }
    }
    expect((await boxOf(tom.page.locator('.player-name'))).width).toBeGreaterThan(20);
    const { width, height } = await tom.page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return { width: scrollWidth, height: scrollHeight };
    });
    expect(width).toBeLessThanOrEqual(viewport.width);
    expect(height).toBeLessThanOrEqual(viewport.height);
    // Every tool at hand is inside the window, with its word.
    const tools = await tom.page.locator('.toolbar .tool').evaluateAll((all) =>
      all.map((tool) => {
        const { left, right } = tool.getBoundingClientRect();
        const word = tool.querySelector('.tool-text');
        const { scrollWidth, clientWidth } = word?.parentElement ?? tool;
        return { left, right, words: word?.textContent, cut: scrollWidth > clientWidth };
      }),
    );
    expect(tools.map(({ words }) => words)).toEqual(['Invite', 'Sound', 'Emotes', 'Menu', 'Leave']);
    for (const { left, right, cut } of tools) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(viewport.width);
      expect(cut).toBe(false);
    }
  });

  test('opens the door in front', async () => {
    const closed = (await entities('door')).filter(({ state }) => state === 0).length;
    await touchButton(1).tap();
    await until('a door opens', async () => {
      return (await entities('door')).filter(({ state }) => state === 0).length < closed;
    });
  });

  test('jumps', async () => {
    const { y } = await tom.standsStill();
    const page = tom.page;
    // A jump may end between two polls from outside, so the page itself watches it.
    const highest = page.evaluate(
      (from) =>
        new Promise<boolean>((resolve) => {
          const look = () => {
            const probe = window.worldroom;
            const pose = probe?.view === probe?.sessionId ? probe?.lastMark()?.pose : undefined;
            if (pose && pose.y > from + 0.15) resolve(true);
            else setTimeout(look, 10);
          };
          look();
        }),
      await eyeHeight(tom),
    );
    await touchButton(0).tap();
    expect(await highest).toBe(true);
    expect((await tom.standsStill()).y).toBeCloseTo(y, 1);
  });

  test('turns and walks', async () => {
    const start = await tom.standsStill();
    await push(
      'right',
      { x: 50, y: 0 },
      async () => Math.abs((await tom.player()).yaw - start.yaw) > clearly,
    );
    const there = await tom.standsStill();
    await push('left', { x: 0, y: 50 }, async () => {
      const now = await tom.player();
      return Math.hypot(now.x - there.x, now.z - there.z) > clearly;
    });
    await tom.standsStill();
  });

  test('places a block and takes it again', async () => {
    const blocks = async () => (await entities('block')).length;
    const refusal = tom.page.getByTestId('toasts').getByText(/no room for a block|shut somebody in/);
    const before = await blocks();
    // How far the body has turned and walked depends on the machine's speed. Where a block has no room, it turns on.
    for (;;) {
      await touchButton(2).tap();
      const answer = await until('the room answers', async () => {
        if ((await blocks()) > before) return 'placed';
        return (await refusal.isVisible()) && 'refused';
      });
      if (answer === 'placed') break;
      const { yaw } = await tom.player();
      await push('right', { x: 50, y: 0 }, async () => Math.abs((await tom.player()).yaw - yaw) > clearly);
      await tom.standsStill();
      await until('the refusal disappears', async () => !(await refusal.isVisible()));
    }
    await touchButton(3).tap();
    await until('it is gone', async () => (await blocks()) === before);
  });

  test('writes to the others', async () => {
    await tom.page.getByTestId('toggle-chat').tap();
    await tom.page.getByTestId('chat-field').fill('Hello from my phone');
    await tom.page.getByTestId('chat-field').press('Enter');
    await tom.page.getByTestId('chat-line').getByText('Hello from my phone').waitFor();
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});

/** Height of the displayed frame's camera, metres. */
async function eyeHeight(visitor: Visitor): Promise<number> {
  const { mark } = await visitor.frame();
  return mark.pose.y;
}

/** Area of the intersection of two boxes, CSS pixels squared. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}
