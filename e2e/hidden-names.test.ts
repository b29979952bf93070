import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playerColours } from '../shared/entity.ts';
import { shareOfHue, shrunkTo } from './pixels.ts';
import { torsoRegion } from './player-region.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Least share of a torso's pixels that have the player's hue where the body is seen. */
const drawn = 0.5;
/** Largest share where it is not. */
const notDrawn = 0.1;

describe('the name of somebody', () => {
  let testBed: TestBed;

  beforeAll(async () => {
    testBed = await openTestBed();
  });
  afterAll(() => testBed?.close());

  /** Two people at the spawns of a world. */
  async function pair(world: string): Promise<{ ann: Visitor; ben: Visitor }> {
    const { playLink } = await testBed.createRoom({ world });
    const ann = await testBed.open(playLink, 'Ann');
    await ann.reaches('playing');
    const ben = await testBed.open(playLink, 'Ben');
    await ben.reaches('playing');
    return { ann, ben };
  }

  /** Share of Ben's hue where his body stands in a picture of Ann's. */
  async function seen(ann: Visitor, ben: Visitor): Promise<number> {
    const feet = await ben.standsStill();
    const { colour } = await ann.player(await ben.id());
    const { picture, mark } = await ann.frame();
    const { view } = testBed.manifest;
    return shareOfHue(shrunkTo(picture, view), torsoRegion(view, mark.pose, feet), playerColours[colour]);
  }

  const label = (visitor: Visitor, name: string) => visitor.page.locator('.name-label', { hasText: name });

  async function close(...visitors: Visitor[]): Promise<void> {
    for (const { page } of visitors) await page.context().close();
  }

  test('behind a wall is not shown, and is once the body steps out', async () => {
    const { ann, ben } = await pair(testBed.wallWorld);
    await until('Ann’s page has depth', () =>
      ann.page.evaluate(() => (window.worldroom?.look()?.maps?.maps ?? 0) > 12),
    );
    expect(await seen(ann, ben)).toBeLessThan(notDrawn);
    expect(await label(ann, 'Ben').isVisible()).toBe(false);
    expect(await label(ben, 'Ann').isVisible()).toBe(false);

    const start = await ben.player();
    await ben.hold('KeyD', 'steps out', (now) => Math.hypot(now.x - start.x, now.z - start.z) > 2.2);
    expect(await seen(ann, ben)).toBeGreaterThan(drawn);
    await until('Ann sees his name', () => label(ann, 'Ben').isVisible());
    await close(ann, ben);
  });

  test('behind a closed door is not shown, and is once it opens', async () => {
    const { ann, ben } = await pair(testBed.doorWorld);
    await until('Ann’s page has depth', () =>
      ann.page.evaluate(() => (window.worldroom?.look()?.maps?.maps ?? 0) > 12),
    );
    expect(await seen(ann, ben)).toBeLessThan(notDrawn);
    expect(await label(ann, 'Ben').isVisible()).toBe(false);
    await ann.page.keyboard.press('KeyE');
    await until('Ann sees his name', () => label(ann, 'Ben').isVisible());
    await until('Ann sees him', async () => (await seen(ann, ben)) > drawn);
    await close(ann, ben);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
