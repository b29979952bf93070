import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brightness } from './pixels.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { ShownPlayer, Visitor } from './visitor.ts';

describe('players who leave and return', () => {
  let testBed: TestBed;
  let ann: Visitor;
  let ben: Visitor;
  let playLink: string;
  let place: ShownPlayer;

  beforeAll(async () => {
    testBed = await openTestBed();
    ({ playLink } = await testBed.createRoom());
    ann = await testBed.open(playLink, 'Ann');
    await ann.reaches('playing');
    ben = await testBed.open(playLink, 'Ben');
    await ben.reaches('playing');
    // A position where a new body would not start.
    const start = await ben.standsStill();
    await ben.hold('KeyA', 'steps aside', (now) => Math.hypot(now.x - start.x, now.z - start.z) > 0.5);
    place = await ben.standsStill();
  });

  afterAll(() => testBed?.close());

  async function expectSameBody(id: string): Promise<void> {
    expect(await ben.id()).toBe(id);
    const back = await ben.standsStill();
    expect(back).toMatchObject({ name: 'Ben', colour: place.colour, connected: true });
    expect(Math.hypot(back.x - place.x, back.z - place.z)).toBeLessThan(0.05);
    expect(back.yaw).toBeCloseTo(place.yaw, 3);
    expect(Object.keys((await ann.state()).players)).toHaveLength(2);
    await ben.decodes(5);
    // The view is of this body, and inputs move it.
    const frame = await ben.frame();
    expect(Math.hypot(frame.mark.pose.x - place.x, frame.mark.pose.z - place.z)).toBeLessThan(0.05);
    await ben.hold('ArrowLeft', 'turns', (now) => Math.abs(now.yaw - place.yaw) > 0.2);
    place = await ben.standsStill();
  }

  test('a broken connection reconnects to the same body', async () => {
    const id = await ben.id();
    await ben.passes(['reconnecting', 'playing'], () =>
      ben.page.evaluate(() => {
        for (const socket of window.recorder?.sockets ?? []) socket.close();
      }),
    );
    await expectSameBody(id);
  });

  test('a reloaded page returns to the same body', async () => {
    const id = await ben.id();
    await ben.page.reload();
    await ben.reaches('playing');
    await expectSameBody(id);
  });

  test('a body whose player is away stays, and is shown as away', async () => {
    const id = await ben.id();
    await ben.page.goto('about:blank');
    await until('Ann sees that Ben is away', async () => !(await ann.player(id)).connected);
    const { x, z } = await ann.player(id);
    expect(Math.hypot(x - place.x, z - place.z)).toBeLessThan(0.05);
    await ben.page.goto(new URL(playLink, testBed.url).href);
    await ben.reaches('playing');
    await expectSameBody(id);
    expect((await ann.player(id)).connected).toBe(true);
  });

  test('a player who joins late gets a picture', async () => {
    const late = await testBed.open(playLink, 'Late');
    await late.reaches('playing');
    const { picture } = await late.frame();
    expect(brightness(picture).deviation).toBeGreaterThan(15);
    const milliseconds = await late.page.evaluate(() => window.recorder?.firstFrameAt);
    expect(milliseconds).toBeDefined();
    console.info(`first frame ${((milliseconds ?? 0) / 1000).toFixed(2)} s after opening the link`);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
