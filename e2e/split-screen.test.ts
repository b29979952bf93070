import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installPad } from './emulated-pad.ts';
import type { VisitorDevice } from './open-page.ts';
import { faultsOf } from './page-faults.ts';
import { lostControls } from './page-layout.ts';
import { pictureOf, readPicture } from './page-picture.ts';
import { difference, type Picture } from './pixels.ts';
import { useTool } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

const first = '[data-testid="play"]';
const second = '[data-testid="second"]';
const rest = [0, 0, 0, 0];
/** Buttons of the standard gamepad. */
const [A, B, menuButton, down] = [0, 1, 9, 13];

describe('two players at one machine', () => {
  let testBed: TestBed;

  beforeAll(async () => {
    testBed = await openTestBed();
  });

  afterAll(() => testBed?.close());

  async function enter(name: string, device: VisitorDevice = {}, seats = 8): Promise<Visitor> {
    const { playLink } = await testBed.createRoom({ seats, world: testBed.doorWorld });
    const visitor = await testBed.open(playLink, name, { script: installPad, recorded: false, ...device });
    await visitor.reaches('playing');
    return visitor;
  }

  const plug = ({ page }: Visitor, index: number) =>
    page.evaluate((at) => window.emulatedPads?.[at].plug(), index);
  const push = ({ page }: Visitor, index: number, axes: number[], pressed: number[] = []) =>
    page.evaluate(([at, a, p]) => window.emulatedPads?.[at].push(a, p), [index, axes, pressed] as const);

  /** Presses a button for longer than a display frame. */
  async function press(visitor: Visitor, index: number, button: number): Promise<void> {
    await push(visitor, index, rest, [button]);
    await visitor.page.waitForTimeout(150);
    await push(visitor, index, rest);
    await visitor.page.waitForTimeout(150);
  }

  const stateOf = ({ page }: Visitor) => page.evaluate(() => window.worldroom?.second?.state);
  const isPlaying = (visitor: Visitor) =>
    until('the second player plays', async () => (await stateOf(visitor)) === 'playing');
  const secondId = ({ page }: Visitor) =>
    until('the second player is in the room', () => page.evaluate(() => window.worldroom?.second?.sessionId));

  async function pictureIn({ page }: Visitor, half: string): Promise<Picture> {
    const read = await until(`a picture in ${half}`, () => page.evaluate(readPicture, half));
    return pictureOf(read);
  }

  async function boxOf({ page }: Visitor, half: string) {
    const box = await page.locator(`${half} .stage`).boundingBox();
    if (!box) throw new Error(`${half} is not on the page`);
    return box;
  }

  /** Waits until nobody moves. */
  const atRest = (visitor: Visitor) =>
    until('everybody stands', async () => {
      const before = await visitor.state();
      await visitor.page.waitForTimeout(400);
      const after = await visitor.state();
      const still = Object.entries(after.players).every(
        ([id, { x, z }]) => x === before.players[id]?.x && z === before.players[id].z,
      );
      return after.tick > before.tick && still && after;
    });

  /** Pushes a pad's left stick back until the player `id` has moved, and says how far both players have. */
  async function walk(visitor: Visitor, index: number, id: string, other: string) {
    const before = await atRest(visitor);
    const moved = async (who: string) => {
      const [a, b] = [before.players[who], (await visitor.state()).players[who]];
      return Math.hypot(a.x - b.x, a.z - b.z);
    };
    await push(visitor, index, [0, 1, 0, 0]);
    await until('it walks', async () => (await moved(id)) > 0.5);
    await push(visitor, index, rest);
    return { walker: await moved(id), other: await moved(other) };
  }

  test('have a half of the window, a view and a gamepad each', async () => {
    const ann = await enter('Ann');
    const { page } = ann;
    const whole = await boxOf(ann, first);
    await plug(ann, 0);
    await plug(ann, 1);
    await press(ann, 0, B);
    await press(ann, 1, A);
    expect(await page.getByTestId('split-prompt').isVisible()).toBe(true);
    expect(await page.getByTestId('split-prompt').textContent()).toMatch(/Press A .* to join beside/);
    expect(await page.locator(second).count()).toBe(0);
    await press(ann, 1, A);
    await isPlaying(ann);
    expect(await page.getByTestId('split-prompt').isVisible()).toBe(false);

    const [ownId, otherId] = [await ann.id(), await secondId(ann)];
    const { players } = await ann.state();
    expect(Object.keys(players).sort()).toEqual([ownId, otherId].sort());
    expect([players[ownId].name, players[otherId].name]).toEqual(['Ann', 'Ann (2)']);
    expect(await page.getByTestId('second-name').textContent()).toBe('Ann (2)');

    // Each has a half, and a picture of its own in it.
    const [left, right] = [await boxOf(ann, first), await boxOf(ann, second)];
    for (const half of [left, right]) {
      expect(Math.abs(half.width - whole.width / 2)).toBeLessThan(3);
      expect(half.height).toBe(whole.height);
    }
    expect(right.x).toBeGreaterThan(left.x + left.width - 1);
    expect(await page.evaluate(() => window.worldroom?.view)).toBe(ownId);
    expect(await page.evaluate(() => window.worldroom?.second?.view)).toBe(otherId);
    expect(difference(await pictureIn(ann, first), await pictureIn(ann, second))).toBeGreaterThan(200);

    // No view is drawn much larger than its half shows it.
    await until('both views fit', () =>
      page.evaluate((width) => {
        const sizes = [window.worldroom?.lastMark()?.size, window.worldroom?.second?.lastMark()?.size];
        return sizes.every((size) => size !== undefined && 0.9 * size.width <= width);
      }, left.width),
    );

    // Each pad moves its own player.
    const one = await walk(ann, 0, ownId, otherId);
    expect(one.walker).toBeGreaterThan(10 * one.other);
    const two = await walk(ann, 1, otherId, ownId);
    expect(two.walker).toBeGreaterThan(10 * two.other);

    // The second one's menu covers that half, and the first one plays on.
    await press(ann, 1, menuButton);
    await page.getByTestId('second-menu').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect(await lostControls(page, second)).toEqual([]);
    expect(await page.getByTestId('room-menu').isVisible()).toBe(false);
    const still = (await atRest(ann)).players[otherId];
    await push(ann, 1, [0, 1, 0, 0]);
    const three = await walk(ann, 0, ownId, otherId);
    await push(ann, 1, rest);
    expect(three.walker).toBeGreaterThan(0.5);
    expect((await ann.state()).players[otherId]).toMatchObject({ x: still.x, z: still.z });
    await press(ann, 1, B);
    expect(await page.getByTestId('second-menu').isVisible()).toBe(false);

    // Leaving by the menu frees the seat and gives the window back.
    await press(ann, 1, menuButton);
    for (let i = 0; i < 3; i++) await press(ann, 1, down);
    await press(ann, 1, A);
    await until(
      'the second player has left',
      async () => Object.keys((await ann.state()).players).length === 1,
    );
    expect(await page.locator(second).count()).toBe(0);
    expect(await boxOf(ann, first)).toEqual(whole);
    await press(ann, 1, B);
    expect(await page.getByTestId('split-prompt').isVisible()).toBe(true);
    await page.context().close();
  });

  test('can be one with a keyboard and one with a gamepad, and hints name the device of each', async () => {
    const kim = await enter('Kim');
    const { page } = kim;
    await plug(kim, 0);
    await useTool(page, 'toggle-second');
    expect(await page.getByTestId('split-prompt').textContent()).toMatch(/press A .* on a gamepad/);
    await press(kim, 0, A);
    await isPlaying(kim);
    const [ownId, otherId] = [await kim.id(), await secondId(kim)];
    const walked = await walk(kim, 0, otherId, ownId);
    expect(walked.walker).toBeGreaterThan(10 * walked.other);
    const { players } = await atRest(kim);
    const [own, other] = [players[ownId], players[otherId]];
    await kim.hold('s', 'walks', ({ x, z }) => Math.hypot(x - own.x, z - own.z) > 0.5);
    expect((await kim.state()).players[otherId]).toMatchObject({ x: other.x, z: other.z });
    expect(await page.locator(first).getAttribute('data-device')).toBe('keyboard');

    // Both stand before the door between the spawns.
    const near = async (half: string, key: string, act: (on: boolean) => Promise<void>) => {
      const prompt = page.locator(`${half} [data-testid="crosshair-prompts"]`);
      await act(true);
      await until(`${half} is at the door`, async () => (await prompt.textContent())?.includes('door'));
      await act(false);
      expect(await prompt.locator('kbd').first().textContent()).toBe(key);
    };
    await near(first, 'E', (on) => (on ? page.keyboard.down('w') : page.keyboard.up('w')));
    await near(second, 'X / □', (on) => push(kim, 0, on ? [0, -1, 0, 0] : rest));
    await page.context().close();
  });

  test('lose nothing when the second gamepad is unplugged, or the page is loaded anew', async () => {
    const pat = await enter('Pat', { viewport: { width: 450, height: 800 } });
    const { page } = pat;
    await plug(pat, 0);
    await useTool(page, 'toggle-second');
    await press(pat, 0, A);
    await isPlaying(pat);
    // An upright window has the halves one above the other.
    const [upper, lower] = [await boxOf(pat, first), await boxOf(pat, second)];
    expect(lower.y).toBeGreaterThan(upper.y + upper.height - 1);
    expect(lower.width).toBe(450);
    const id = await secondId(pat);
    await push(pat, 0, [0, 1, 0, 0]);
    await page.evaluate(() => window.emulatedPads?.[0].unplug());
    const card = page.locator(`${second} [data-testid="status"]`);
    await until('the half says so', async () => (await card.textContent())?.includes('The gamepad is gone'));
    expect(await card.textContent()).toMatch(/press A .* on another one/);
    expect(await page.locator(`${first} [data-testid="status"]`).isVisible()).toBe(false);
    await push(pat, 0, rest);
    await atRest(pat);
    await plug(pat, 1);
    await press(pat, 1, A);
    expect(await card.isVisible()).toBe(false);
    const walked = await walk(pat, 1, id, await pat.id());
    expect(walked.walker).toBeGreaterThan(10 * walked.other);

    await page.reload();
    await pat.reaches('playing');
    await until('the half is there again', async () => (await card.textContent())?.includes('gamepad'));
    expect(await secondId(pat)).toBe(id);
    await plug(pat, 0);
    await press(pat, 0, A);
    await isPlaying(pat);
    expect(await card.isVisible()).toBe(false);
    expect(Object.keys((await pat.state()).players)).toHaveLength(2);
    await page.context().close();
  });

  test('are told when no seat is free, and can go on alone', async () => {
    const sol = await enter('Sol', {}, 1);
    const { page } = sol;
    await plug(sol, 0);
    await useTool(page, 'toggle-second');
    await press(sol, 0, A);
    const half = page.locator(second);
    await until('it says so', async () => (await half.textContent())?.includes('Every seat is taken'));
    await until('it shows a picture meanwhile', async () => (await stateOf(sol)) === 'playing');
    await press(sol, 0, menuButton);
    for (let i = 0; i < 3; i++) await press(sol, 0, down);
    await press(sol, 0, A);
    expect(await half.count()).toBe(0);
    await sol.reaches('playing');
    await page.context().close();
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
