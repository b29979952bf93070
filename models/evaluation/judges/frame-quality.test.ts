import { describe, expect, it } from 'vitest';
import type { Observation } from '../rollout/rollout.ts';
import { FrameQuality } from './frame-quality.ts';

const size = 3 * 4;

function observation(
  error: number,
  extra: { next?: number; moved?: boolean; imagined?: boolean } = {},
): Observation {
  const shared = (value: number) => new Uint8Array(new SharedArrayBuffer(size)).fill(value);
  const plane = new Uint8Array(new SharedArrayBuffer(4));
  const codes = new Uint16Array(new SharedArrayBuffer(8));
  const camera = { x: 0, y: 0, z: 0, yaw: 0, pitch: 0 };
  return {
    world: 1,
    tick: 1,
    player: 'ann',
    camera,
    view: {
      room: 'world',
      view: 'ann',
      tick: 1,
      camera,
      rgb: shared(100 + error),
      inverseDepth: codes,
      entity: plane,
      confidence: plane,
      coverage: plane,
      warp: shared(100 + 2 * error),
      imagined: extra.imagined ?? false,
      milliseconds: 10 * error,
    },
    truth: { rgb: shared(100), inverseDepth: codes, entity: plane },
    nearest: { id: 0, pose: camera, rgb: shared(0), inverseDepth: codes, tick: 0, author: '' },
    nextFrame:
      extra.next === undefined
        ? undefined
        : {
            model: shared(100 + extra.next),
            ownMemory: shared(100 + 2 * extra.next),
            copy: shared(100 + 3 * extra.next),
            moved: extra.moved ?? false,
          },
    second: undefined,
    others: [],
    entities: [],
  };
}

const decibels = (error: number) => 20 * Math.log10(255 / error);

describe('frame quality', () => {
  it('is the mean over all views, for the model and for reprojection', () => {
    const quality = new FrameQuality();
    for (const error of [1, 4]) quality.judge(observation(error));
    expect(quality.figures.all.model).toBeCloseTo((decibels(1) + decibels(4)) / 2);
    expect(quality.figures.all.warp).toBeCloseTo((decibels(2) + decibels(8)) / 2);
    expect(quality.figures).toMatchObject({ all: { views: 2 }, milliseconds: 25, imagined: 0 });
  });

  it('counts next frames if they were drawn, and imagined views', () => {
    const quality = new FrameQuality();
    quality.judge(observation(5, { next: 2 }));
    quality.judge(observation(5, { imagined: true }));
    expect(quality.figures.next).toMatchObject({
      model: expect.closeTo(decibels(2)),
      ownMemory: expect.closeTo(decibels(4)),
      copy: expect.closeTo(decibels(6)),
      views: 1,
    });
    expect(quality.figures.imagined).toBe(0.5);
  });

  it('counts next frames whose camera moved by themselves', () => {
    const quality = new FrameQuality();
    quality.judge(observation(5, { next: 2 }));
    quality.judge(observation(5, { next: 4, moved: true }));
    const { moved, views, model } = quality.figures.next;
    expect([views, moved?.views]).toEqual([2, 1]);
    expect(moved?.model).toBeCloseTo(decibels(4));
    expect(moved?.copy).toBeCloseTo(decibels(12));
    expect(model).toBeCloseTo((decibels(2) + decibels(4)) / 2);
  });

  it('adds what others have judged, so that sums do not depend on which play ended first', () => {
    const all = [3, 7, 11, 13].map((error) =>
      observation(error, { next: error, moved: error > 3, imagined: error > 7 }),
    );
    const parts = all.map((one) => {
      const quality = new FrameQuality();
      quality.judge(one);
      return quality;
    });
    const [whole, added] = [new FrameQuality(), new FrameQuality()];
    for (const one of all) whole.judge(one);
    for (const part of parts) added.add(part);
    expect(added.figures).toEqual(whole.figures);
  });
});
