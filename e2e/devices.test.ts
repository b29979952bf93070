import type { CDPSession } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installPad } from './emulated-pad.ts';
import type { VisitorDevice } from './open-page.ts';
import { useTool } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { ShownPlayer, Visitor } from './visitor.ts';

/** Metres and radians; clearly more than a body moves by itself while it settles. */
const clearly = 0.2;

const moved = (from: ShownPlayer) => (now: ShownPlayer) =>
  Math.hypot(now.x - from.x, now.z - from.z) > clearly;
const turned = (from: ShownPlayer) => (now: ShownPlayer) =>
  Math.abs(Math.atan2(Math.sin(now.yaw - from.yaw), Math.cos(now.yaw - from.yaw))) > clearly;

/** Waits until a condition holds for the visitor's own body. */
function becomes(visitor: Visitor, what: string, is: (now: ShownPlayer) => boolean): Promise<unknown> {
  return until(`${visitor.name} ${what}`, async () => is(await visitor.player()));
}

describe('devices', () => {
  let testBed: TestBed;

  beforeAll(async () => {
    testBed = await openTestBed();
  });

  afterAll(() => testBed?.close());

  /** Opens a page in a room without other players, so that no body is in the way. */
  async function enter(name: string, device?: VisitorDevice): Promise<Visitor> {
    const { playLink } = await testBed.createRoom();
    const visitor = await testBed.open(playLink, name, device);
    await visitor.reaches('playing');
    return visitor;
  }

  test('the keyboard moves and turns, and is released when the page loses the focus', async () => {
    const ann = await enter('Ann');
    const start = await ann.standsStill();
    await ann.hold('KeyS', 'moves', moved(start));
    const there = await ann.standsStill();
    await ann.hold('ArrowRight', 'turns', turned(there));
    const facing = await ann.standsStill();

    await ann.page.keyboard.down('ArrowRight');
    await becomes(ann, 'turns', turned(facing));
    await ann.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await ann.standsStill();
    await ann.page.keyboard.up('ArrowRight');
    await ann.page.context().close();
  });

  test('a rebound key has its new function, also after a reload', async () => {
    const kim = await enter('Kim');
    await useTool(kim.page, 'toggle-help');
    await kim.page.locator('[data-slot="turn+"]').click();
    await kim.page.keyboard.press('KeyW');
    const message = await kim.page.getByTestId('help-message').textContent();
    expect(message).toContain('Turn left and right: Right');
    expect(message).toContain('Walk forward and back: Forward');
    await kim.page.keyboard.press('Escape');
    await kim.hold('KeyW', 'turns', turned(await kim.standsStill()));

    await kim.page.reload();
    await kim.reaches('playing');
    await kim.hold('KeyW', 'turns', turned(await kim.standsStill()));
    await kim.page.context().close();
  });

  test('10,000 key events at once cause no more inputs than there are ticks, and hold no key', async () => {
    const events = 10_000;
    const flo = await enter('Flo');
    await flo.standsStill();
    const sent = await flo.page.evaluate(async (count) => {
      let messages = 0;
      const { send } = WebSocket.prototype;
      WebSocket.prototype.send = function (data) {
        messages++;
        send.call(this, data);
      };
      for (let event = 0; event < count; event++) {
        const type = event % 2 === 0 ? 'keydown' : 'keyup';
        window.dispatchEvent(new KeyboardEvent(type, { code: 'KeyD', key: 'd', bubbles: true }));
      }
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      WebSocket.prototype.send = send;
      return messages;
    }, events);
    // One input a tick for a second; far fewer than the events, however slow the page was.
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(events / 50);
    await flo.standsStill();
    expect(await flo.page.locator('main').getAttribute('data-state')).toBe('playing');
    await flo.page.context().close();
  });

  test('a gamepad moves and turns, and is released when it is unplugged', async () => {
    const gil = await enter('Gil', { script: installPad });
    const push = (axes: number[], pressed: number[] = []) =>
      gil.page.evaluate(([a, p]) => window.emulatedPad?.push(a, p), [axes, pressed] as const);
    const start = await gil.standsStill();
    await gil.page.evaluate(() => window.emulatedPad?.plug());
    await push([0, 1, 0, 0]);
    await becomes(gil, 'moves', moved(start));
    await push([0, 0, 0, 0]);
    const there = await gil.standsStill();
    await push([0, 0, 1, 0]);
    await becomes(gil, 'turns', turned(there));
    expect(await gil.page.locator('main').getAttribute('data-device')).toBe('gamepad');
    await gil.page.evaluate(() => window.emulatedPad?.unplug());
    await gil.standsStill();
    await gil.page.context().close();
  });

  test('fingers on a touch screen move and turn at once, and pointer lock is never requested', async () => {
    const tom = await enter('Tom', {
      viewport: { width: 844, height: 390 },
      hasTouch: true,
      isMobile: true,
    });
    const client = await tom.page.context().newCDPSession(tom.page);
    const [left, right] = await Promise.all([centreOf(tom, 'stick-left'), centreOf(tom, 'stick-right')]);
    const start = await tom.standsStill();
    await touch(client, 'touchStart', [left, right]);
    const down = { ...left, y: left.y + 60 };
    const aside = { ...right, x: right.x + 60 };
    await touch(client, 'touchMove', [down, aside]);
    await becomes(tom, 'moves and turns', (now) => moved(start)(now) && turned(start)(now));
    // One finger lifts, the other one stays.
    await touch(client, 'touchMove', [aside]);
    await becomes(tom, 'still turns', turned(await tom.player()));
    await touch(client, 'touchEnd', []);
    await tom.standsStill();
    expect(await tom.page.evaluate(() => document.pointerLockElement)).toBeNull();
    const targets = await tom.page.locator('.touch-button:visible, .tool:visible').all();
    expect(targets.length).toBeGreaterThan(4);
    for (const target of targets) {
      const box = await target.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    }
    await tom.page.context().close();
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});

/** Position of a finger on the screen, CSS pixels. */
interface Finger {
  id: number;
  x: number;
  y: number;
}

async function centreOf(visitor: Visitor, testId: 'stick-left' | 'stick-right'): Promise<Finger> {
  const box = await visitor.page.getByTestId(testId).locator('.stick-base').boundingBox();
  if (!box) throw new Error(`${testId} is not on the screen.`);
  return { id: testId === 'stick-left' ? 1 : 2, x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** `fingers` are those on the screen after the event; a missing one was lifted. */
async function touch(
  client: CDPSession,
  type: 'touchStart' | 'touchMove' | 'touchEnd',
  fingers: readonly Finger[],
): Promise<void> {
  await client.send('Input.dispatchTouchEvent', { type, touchPoints: [...fingers] });
}
