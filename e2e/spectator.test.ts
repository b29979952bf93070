import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { psnr } from './pixels.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { ShownFrame, Visitor } from './visitor.ts';

/** Decibels; both pages decode the same stream, so their pixels are equal. */
const same = 50;

/**
 * Radians that a view turns before its pictures are compared. After a smaller turn, a wall or the sky may
 * look the same.
 */
const enough = 0.7;

describe('a spectator', () => {
  let testBed: TestBed;
  let ann: Visitor;
  let ben: Visitor;
  let sue: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed();
    const room = await testBed.createRoom();
    ann = await testBed.open(room.playLink, 'Ann');
    await ann.reaches('playing');
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    sue = await testBed.open(room.watchLink, 'Sue');
    await sue.reaches('playing');
  });

  afterAll(() => testBed?.close());

  /** Radians between the first and the last of these frames. */
  function turnedBy(pairs: readonly [ShownFrame, ShownFrame][]): number {
    const turn = pairs[pairs.length - 1][0].mark.pose.yaw - pairs[0][0].mark.pose.yaw;
    return Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn)));
  }

  /** Frames of the same ticks that both pages display from now on, while `player` turns. */
  async function framesOfBoth(player: Visitor, count: number): Promise<[ShownFrame, ShownFrame][]> {
    const { yaw } = await player.player();
    const pairs: [ShownFrame, ShownFrame][] = [];
    await player.page.keyboard.down('ArrowRight');
    await until(`${player.name} turns`, async () => (await player.player()).yaw !== yaw);
    const since = (await player.state()).tick;
    await until(`${player.name} and Sue show ${count} frames of the same ticks`, async () => {
      const [played, watched] = await Promise.all([player.ticks(), sue.ticks()]);
      const newest = Math.max(since, ...pairs.map(([frame]) => frame.mark.tick));
      const tick = played.findLast((shown) => shown > newest && watched.includes(shown));
      if (tick !== undefined) pairs.push([await player.frameOf(tick), await sue.frameOf(tick)]);
      return pairs.length >= count && turnedBy(pairs) > enough;
    });
    await player.page.keyboard.up('ArrowRight');
    return pairs;
  }

  async function expectSameView(player: Visitor): Promise<void> {
    const pairs = await framesOfBoth(player, 5);
    for (const [played, watched] of pairs) {
      expect(watched.mark.view).toBe(await player.id());
      expect(watched.mark.pose).toEqual(played.mark.pose);
      expect(psnr(played.picture, watched.picture)).toBeGreaterThan(same);
    }
    // The view turns, so a frame of another tick would differ.
    const [first, last] = [pairs[0], pairs[pairs.length - 1]];
    expect(psnr(first[0].picture, last[1].picture)).toBeLessThan(same - 15);
  }

  test('sees exactly the frames of the player', () => expectSameView(ann));

  test('switches to another player and sees that one’s frames', async () => {
    const id = await ben.id();
    await sue.page.locator(`[data-testid="view-choice"][data-session-id="${id}"]`).click();
    await until('Sue watches Ben', async () => (await sue.frame()).mark.view === id);
    await expectSameView(ben);
  });

  test('takes no seat and no body', async () => {
    expect(Object.keys((await sue.state()).players).sort()).toEqual([await ann.id(), await ben.id()].sort());
  });

  test('switches to the remaining player when the watched one leaves', async () => {
    await ben.page.getByTestId('leave').click();
    const id = await ann.id();
    await until('Sue watches Ann', async () => (await sue.frame()).mark.view === id);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
