import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playerColours } from '../shared/entity.ts';
import type { Pose } from '../shared/geometry/camera.ts';
import { type Picture, type Region, shareOfHue, shrunkTo } from './pixels.ts';
import { torsoRegion } from './player-region.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Least share of a torso's pixels that have the player's hue; a badge, seams and blurred edges do not. */
const drawn = 0.5;
/** Largest share of the hue where the player is not. */
const notDrawn = 0.1;

describe('players who face each other', () => {
  let testBed: TestBed;
  let ann: Visitor;
  let ben: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed();
    const room = await testBed.createRoom();
    ann = await testBed.open(room.playLink, 'Ann');
    await ann.reaches('playing');
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    await ben.standsStill();
  });

  afterAll(() => testBed?.close());

  /** A picture of now in the view's smallest size. A server with time to spare draws larger ones. */
  async function look(viewer: Visitor): Promise<{ picture: Picture; camera: Pose }> {
    const { picture, mark } = await viewer.frame();
    return { picture: shrunkTo(picture, testBed.manifest.view), camera: mark.pose };
  }

  /** The region where `viewer` sees `other` now, and a picture of this time. */
  async function locate(viewer: Visitor, other: Visitor): Promise<{ picture: Picture; torso: Region }> {
    const id = await other.id();
    const feet = await other.standsStill();
    await until(`${viewer.name} knows where ${other.name} stands`, async () => {
      const known = await viewer.player(id);
      return known.x === feet.x && known.z === feet.z;
    });
    const { picture, camera } = await look(viewer);
    return { picture, torso: torsoRegion(testBed.manifest.view, camera, feet) };
  }

  test('see each other in their colours where their bodies stand', async () => {
    for (const [viewer, other] of [
      [ann, ben],
      [ben, ann],
    ]) {
      const { picture, torso } = await locate(viewer, other);
      const own = playerColours[(await viewer.player()).colour];
      const worn = playerColours[(await viewer.player(await other.id())).colour];
      expect(shareOfHue(picture, torso, worn), `${viewer.name} sees ${other.name}`).toBeGreaterThan(drawn);
      expect(shareOfHue(picture, torso, own)).toBeLessThan(notDrawn);
    }
  });

  test('see each other move: the colour follows the body', async () => {
    const blue = playerColours[(await ben.player()).colour];
    const before = await locate(ann, ben);
    const start = await ben.player();
    await ben.hold('KeyA', 'steps aside', (now) => Math.hypot(now.x - start.x, now.z - start.z) > 0.7);
    await ben.standsStill();
    const after = await locate(ann, ben);
    expect(Math.abs(after.torso.left - before.torso.left)).toBeGreaterThan(25);
    expect(shareOfHue(after.picture, after.torso, blue)).toBeGreaterThan(drawn);
    expect(shareOfHue(after.picture, before.torso, blue)).toBeLessThan(notDrawn);
  });

  test('disappear from the state and from the picture when they leave', async () => {
    const blue = playerColours[(await ben.player()).colour];
    const id = await ben.id();
    const { torso } = await locate(ann, ben);
    await ben.page.getByTestId('leave').click();
    await ben.page.getByTestId('lobby').waitFor();
    await until('Ann’s state has no Ben', async () => !(id in (await ann.state()).players));
    const { picture } = await look(ann);
    expect(shareOfHue(picture, torso, blue)).toBeLessThan(notDrawn);
    await until('the list has one player', async () => (await ann.page.getByTestId('player').count()) === 1);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
