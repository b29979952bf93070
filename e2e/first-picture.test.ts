import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brightness, difference } from './pixels.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

describe('two players and a spectator', () => {
  let testBed: TestBed;
  let ann: Visitor;
  let ben: Visitor;
  let sue: Visitor;

  beforeAll(async () => {
    // Two players are to be admitted even on a slow machine that also runs browsers.
    testBed = await openTestBed(undefined, { options: ['--least-views-per-second', '3'] });
    const room = await testBed.createRoom();
    ann = await testBed.open(room.playLink, 'Ann');
    await ann.reaches('playing');
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    sue = await testBed.open(room.watchLink, 'Sue');
    await sue.reaches('playing');
  });

  afterAll(() => testBed?.close());

  test('all decode frames that are not uniform', async () => {
    for (const visitor of [ann, ben, sue]) {
      await visitor.decodes(10);
      const { picture } = await visitor.frame();
      const { width, height, sizes = [] } = testBed.manifest.view;
      expect([{ width, height }, ...sizes]).toContainEqual({ width: picture.width, height: picture.height });
      const { mean, deviation } = brightness(picture);
      expect(mean).toBeGreaterThan(25);
      expect(deviation).toBeGreaterThan(15);
    }
  });

  test('the state of every page has both players, with names and colours of their own', async () => {
    for (const visitor of [ann, ben, sue]) {
      expect(await visitor.player(await ann.id())).toMatchObject({ name: 'Ann', colour: 0, connected: true });
      expect(await visitor.player(await ben.id())).toMatchObject({ name: 'Ben', colour: 1, connected: true });
    }
    expect(Object.keys((await sue.state()).players)).toHaveLength(2);
  });

  test('holding forward moves the body and changes the picture', async () => {
    const start = await ann.standsStill();
    const before = await ann.frame();
    const stillBefore = await ann.frame();
    const walked = (now: { x: number; z: number }) => Math.hypot(now.x - start.x, now.z - start.z);
    await ann.hold('KeyW', 'walks a metre', (now) => walked(now) > 1);
    const end = await ann.standsStill();
    // Straight ahead: in the direction in which the body looked.
    const ahead = (end.x - start.x) * Math.sin(start.yaw) + (end.z - start.z) * Math.cos(start.yaw);
    expect(ahead).toBeGreaterThan(1);
    const after = await ann.frame();
    expect(after.mark.pose.x).toBeCloseTo(end.x, 2);
    expect(after.mark.pose.z).toBeCloseTo(end.z, 2);
    const unmoved = difference(before.picture, stillBefore.picture);
    expect(difference(before.picture, after.picture)).toBeGreaterThan(50 + 3 * unmoved);
  });

  test('the arrow keys turn the view', async () => {
    const start = await ben.standsStill();
    const before = await ben.frame();
    const stillBefore = await ben.frame();
    await ben.hold('ArrowRight', 'turns', (now) => turn(start.yaw, now.yaw) > 0.4);
    const end = await ben.standsStill();
    const after = await ben.frame();
    expect(after.mark.pose.yaw).toBeCloseTo(end.yaw, 2);
    const unmoved = difference(before.picture, stillBefore.picture);
    expect(difference(before.picture, after.picture)).toBeGreaterThan(50 + 3 * unmoved);
  });

  test('the mouse turns the view', async () => {
    const start = await ben.standsStill();
    const before = await ben.frame();
    await ben.page.mouse.move(400, 225);
    await ben.page.mouse.click(400, 225);
    await ben.page.waitForFunction(() => document.pointerLockElement !== null);
    await ben.page.mouse.move(200, 225, { steps: 20 });
    await until('Ben has turned left', async () => turn(start.yaw, (await ben.player()).yaw) < -0.2);
    await ben.page.keyboard.press('Escape');
    await ben.standsStill();
    const after = await ben.frame();
    expect(difference(before.picture, after.picture)).toBeGreaterThan(50);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});

/** Radians from one heading to another by the shorter way; positive to the right. */
function turn(from: number, to: number): number {
  return Math.atan2(Math.sin(to - from), Math.cos(to - from));
}
