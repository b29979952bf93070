import { describe, expect, test } from 'vitest';
import { entityFeatures, entityLayout } from '../../../shared/entity.ts';
import { type Clip, makeClip, makeClipStates } from './clip.ts';

const options = {
  intrinsics: { width: 64, height: 48, focal: 44 },
  rate: 12,
  entities: 3,
  keyframes: 8,
  stillEvery: 2,
  moments: 6,
};
const clip = makeClip(11, options);
const moments = clip.samples.filter(({ previous }) => previous >= 0);
const stills = clip.samples.filter(({ previous }) => previous < 0);

/** Rows of one transform [3, 4]; returns whether they are a rotation's. */
function isRotation(transform: readonly number[]): boolean {
  const rows = [0, 4, 8].map((at) => transform.slice(at, at + 3));
  return rows.every((row, i) =>
    rows.every((other, j) => {
      const product = row.reduce((sum, value, k) => sum + value * other[k], 0);
      return Math.abs(product - (i === j ? 1 : 0)) < 1e-5;
    }),
  );
}

describe('makeClip', () => {
  test('is deterministic for a seed, and differs between seeds', () => {
    expect(makeClip(11, options)).toEqual(clip);
    expect(makeClip(12, options).frames[0].rgb).not.toEqual(clip.frames[0].rgb);
  });

  test('has frames of the view’s size and controls within their range', () => {
    const pixels = options.intrinsics.width * options.intrinsics.height;
    for (const frame of clip.frames) {
      expect([frame.rgb.length, frame.inverseDepth.length, frame.entity.length]).toEqual([
        3 * pixels,
        pixels,
        pixels,
      ]);
      expect(frame.inverseDepth.every((code) => code > 0)).toBe(true);
    }
    for (const control of clip.controls) {
      expect(control).toBeGreaterThanOrEqual(0);
      expect(control).toBeLessThanOrEqual(1);
    }
  });

  test('has the requested number of moments, each with a previous frame', () => {
    expect(moments).toHaveLength(options.moments);
    for (const { target, previous, previousTransform } of moments) {
      expect(target).toBe(previous + 1);
      expect(previousTransform).toHaveLength(12);
      expect(isRotation(previousTransform)).toBe(true);
      // Within a tick nobody walks farther than at 3 m/s.
      expect(Math.hypot(...[3, 7, 11].map((at) => previousTransform[at]))).toBeLessThan(
        3 / options.rate + 1e-6,
      );
    }
  });

  test('draws every second keyframe from the others, without entities or a previous frame', () => {
    expect(stills.map(({ target }) => target)).toEqual(stills.map((_, i) => 2 * i));
    for (const { target, entities, previousTransform, sources } of stills) {
      expect(sources).not.toContain(target);
      expect(entities).toEqual([]);
      expect(previousTransform).toEqual([]);
      expect(clip.frames[target].entity.every((mask) => mask === 0)).toBe(true);
    }
  });

  test('offers each sample only earlier frames, with their transforms', () => {
    expect(moments.some(({ sources }) => sources.length > 0)).toBe(true);
    for (const { target, sources, sourceTransforms } of clip.samples) {
      expect(sourceTransforms).toHaveLength(sources.length);
      expect(new Set(sources).size).toBe(sources.length);
      expect(sources.every((source) => source !== target && source < clip.frames.length)).toBe(true);
      expect(sourceTransforms.every(isRotation)).toBe(true);
    }
  });

  test('lists a bounded number of entities, all present, the nearest first', () => {
    for (const { entities } of moments) {
      expect(entities.length % entityFeatures).toBe(0);
      const rows = entities.length / entityFeatures;
      expect(rows).toBeLessThanOrEqual(options.entities);
      const depths = Array.from({ length: rows }, (_, i) => {
        expect(entities[i * entityFeatures + entityLayout.present]).toBe(1);
        return entities[i * entityFeatures + entityLayout.centre + 2];
      });
      expect(depths).toEqual([...depths].sort((a, b) => a - b));
    }
  });

  test('masks entities in frames of play only', () => {
    const masked = (samples: Clip['samples']) =>
      samples.some(({ target }) => clip.frames[target].entity.some((mask) => mask === 255));
    expect(masked(moments)).toBe(true);
    expect(masked(stills)).toBe(false);
  });

  test('has no moments for still places', () => {
    const places = makeClip(11, { ...options, moments: 0, stillEvery: 1 });
    expect(places.samples.every(({ previous }) => previous < 0)).toBe(true);
    expect(places.samples).toHaveLength(places.frames.length);
  });
});

describe('makeClipStates', () => {
  const states = makeClipStates(11, options);

  test('has the samples of the clip with pictures', () => {
    expect(states.frames).toHaveLength(clip.frames.length);
    expect(states.controls).toEqual(clip.controls);
    const common = clip.samples.map(({ target, previous, sources }) => ({ target, previous, sources }));
    expect(states.samples.map(({ seen, ...sample }) => sample)).toEqual(common);
  });

  test('says which entities of the target are possibly visible', () => {
    for (const [i, { target, seen }] of states.samples.entries()) {
      const { entities } = states.frames[target];
      expect(seen.every((index) => index >= 0 && index < entities.length)).toBe(true);
      expect(seen).toHaveLength(clip.samples[i].entities.length / entityFeatures);
    }
  });
});
