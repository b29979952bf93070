import type { CDPSession } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installPad } from './emulated-pad.ts';
import type { VisitorDevice } from './open-page.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** What a person does with one device alone. */
interface Hands {
  /** Looks up, or down. */
  look(up: boolean, enough: () => Promise<boolean>): Promise<void>;
  /** Walks forward, where the orb and the ball are. */
  walk(enough: () => Promise<boolean>): Promise<void>;
}

describe('the first minute', () => {
  let testBed: TestBed;

  beforeAll(async () => {
    testBed = await openTestBed();
  });

  afterAll(() => testBed?.close());

  async function enter(name: string, device: VisitorDevice = {}): Promise<Visitor> {
    const { playLink } = await testBed.createRoom({ world: testBed.firstMinuteWorld });
    const visitor = await testBed.open(playLink, name, { newcomer: true, ...device });
    await visitor.reaches('playing');
    await visitor.page.getByTestId('first-minute').waitFor();
    return visitor;
  }

  const says = async ({ page }: Visitor) => (await page.getByTestId('first-minute-step').textContent()) ?? '';
  const done =
    ({ page }: Visitor, step: string) =>
    async () =>
      (await page.locator(`[data-step="${step}"]`).getAttribute('data-done')) === 'true';

  /** Plays all steps; `words` are those of the device in the steps that name a control. */
  async function play(visitor: Visitor, hands: Hands, words: { look: RegExp; walk: RegExp }): Promise<void> {
    const { page } = visitor;
    const steps = await page.locator('[data-step]').evaluateAll((all) => all.map((one) => one.dataset.step));
    expect(steps).toEqual(['look', 'walk', 'orb', 'ball']);
    expect(await page.locator('[aria-current="step"]').getAttribute('data-step')).toBe('look');
    for (let up = true; !(await done(visitor, 'look')()); up = !up) {
      const { tick } = await visitor.state();
      await hands.look(
        up,
        async () => (await done(visitor, 'look')()) || (await visitor.state()).tick > tick + 12,
      );
      expect(await page.getByTestId('first-minute-step').textContent()).toMatch(
        (await done(visitor, 'look')()) ? words.walk : words.look,
      );
    }
    expect(await says(visitor)).toMatch(words.walk);
    await hands.walk(done(visitor, 'walk'));
    await until('it says where', async () =>
      /\d+ m, /.test((await page.getByTestId('first-minute-place').textContent()) ?? ''),
    );
    if (!(await done(visitor, 'orb')())) await hands.walk(done(visitor, 'orb'));
    if (!(await done(visitor, 'ball')())) await hands.walk(done(visitor, 'ball'));
    expect(await says(visitor)).toMatch(/That is all you need/);
    await page.reload();
    await visitor.reaches('playing');
    await visitor.standsStill();
    expect(await page.getByTestId('first-minute').isVisible()).toBe(false);
  }

  test('is played by keyboard alone, which the menu is opened and operated with as well', async () => {
    const ann = await enter('Ann', {
      script: () => {
        const azerty = new Map([
          ['KeyW', 'z'],
          ['KeyA', 'q'],
          ['KeyS', 's'],
          ['KeyD', 'd'],
        ]);
        Object.defineProperty(navigator, 'keyboard', { value: { getLayoutMap: async () => azerty } });
      },
    });
    const { page } = ann;
    const { keyboard } = page;
    const hold = async (key: string, enough: () => Promise<boolean>) => {
      await keyboard.down(key);
      await until(`${key} does it`, enough);
      await keyboard.up(key);
    };
    await keyboard.press('Escape');
    await page.getByTestId('menu-main').waitFor();
    const before = await ann.standsStill();
    for (let i = 0; i < 3; i++) await keyboard.press('ArrowDown');
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    await page.getByTestId('settings').waitFor();
    await keyboard.press('Escape');
    expect(await page.getByTestId('room-menu').isVisible()).toBe(false);
    // The menu kept the arrow keys from the game.
    expect(await ann.standsStill()).toMatchObject({ x: before.x, z: before.z, yaw: before.yaw });
    await play(
      ann,
      {
        look: (up, enough) => hold(up ? 'ArrowUp' : 'ArrowDown', enough),
        walk: (enough) => hold('KeyW', enough),
      },
      { look: /press ← → ↑ ↓/, walk: /hold Z Q S D/ },
    );
    await page.context().close();
  });

  test('is played by a gamepad alone, which the menu is opened and operated with as well', async () => {
    const gil = await enter('Gil', { script: installPad });
    const { page } = gil;
    const push = (axes: number[], pressed: number[] = []) =>
      page.evaluate(([a, p]) => window.emulatedPad?.push(a, p), [axes, pressed] as const);
    const rest = [0, 0, 0, 0];
    const hold = async (axes: number[], enough: () => Promise<boolean>) => {
      await push(axes);
      await until('the stick does it', enough);
      await push(rest);
    };
    /** A press that lasts for more than a display frame. */
    const press = async (button: number) => {
      await push(rest, [button]);
      await page.waitForTimeout(120);
      await push(rest);
      await page.waitForTimeout(120);
    };
    await page.evaluate(() => window.emulatedPad?.plug());
    await press(9);
    await page.getByTestId('menu-main').waitFor();
    const { y } = await gil.standsStill();
    await press(13);
    expect(await page.getByTestId('open-settings').evaluate((one) => one === document.activeElement)).toBe(
      true,
    );
    await press(0);
    await page.getByTestId('settings').waitFor();
    await press(1);
    await page.getByTestId('menu-main').waitFor();
    await press(1);
    expect(await page.getByTestId('room-menu').isVisible()).toBe(false);
    // The button that chose in the menu did not make the body jump.
    expect((await gil.standsStill()).y).toBe(y);
    await play(
      gil,
      {
        look: (up, enough) => hold([0, 0, 0, up ? -1 : 1], enough),
        walk: (enough) => hold([0, -1, 0, 0], enough),
      },
      { look: /push the right stick/, walk: /push the left stick/ },
    );
    await page.context().close();
  });

  test.each([
    { held: 'upright', viewport: { width: 360, height: 740 } },
    { held: 'across', viewport: { width: 740, height: 360 } },
  ])('is played by touch alone, on a phone held $held', async ({ viewport }) => {
    const tom = await enter('Tom', { viewport, hasTouch: true, isMobile: true });
    const { page } = tom;
    const client = await page.context().newCDPSession(page);
    await page.getByTestId('toggle-menu').tap();
    await page.getByTestId('open-settings').tap();
    await page.getByTestId('settings-back').tap();
    await page.getByTestId('resume').tap();
    expect(await page.getByTestId('room-menu').isVisible()).toBe(false);
    await play(
      tom,
      {
        look: (up, enough) => drag(tom, client, 'right', up ? -50 : 50, enough),
        walk: (enough) => drag(tom, client, 'left', -50, enough),
      },
      { look: /the right circle/, walk: /the left circle/ },
    );
    await page.context().close();
  });

  test('can be skipped, does not come back, and begins anew from the menu', async () => {
    const sam = await enter('Sam');
    const { page } = sam;
    await page.getByTestId('first-minute-skip').click();
    expect(await page.getByTestId('first-minute').isVisible()).toBe(false);
    await page.reload();
    await sam.reaches('playing');
    await sam.standsStill();
    expect(await page.getByTestId('first-minute').isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    await page.getByTestId('toggle-first-minute').click();
    await page.getByTestId('first-minute').waitFor();
    expect(await says(sam)).toMatch(/Look around/);
    await page.context().close();
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});

/** Pushes a stick of the screen up or down with one finger until it is enough. */
async function drag(
  { page }: Visitor,
  client: CDPSession,
  side: 'left' | 'right',
  by: number,
  enough: () => Promise<boolean>,
): Promise<void> {
  const box = await page.getByTestId(`stick-${side}`).locator('.stick-base').boundingBox();
  if (!box) throw new Error(`The ${side} stick is not on the screen.`);
  const rest = { id: 1, x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [rest] });
  const pushed = { ...rest, y: rest.y + by };
  await client.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [pushed] });
  await until(`the ${side} stick does it`, enough);
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}
