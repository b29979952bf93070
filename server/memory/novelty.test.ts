import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../shared/pack.ts';
import { loadPack } from '../pack/pack.ts';
import { assessNovelty } from './novelty.ts';
import { perfectView } from './view.fixture.ts';

const camera = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };
let manifest: Manifest;

beforeAll(async () => {
  ({ manifest } = await loadPack(join(import.meta.dirname, '../generation/fixtures/pack')));
});

describe('novelty', () => {
  it('is the uncovered share of the pixels without entities', () => {
    const view = perfectView(manifest, camera, { covered: 0.75 });
    expect(assessNovelty(view, manifest).share).toBeCloseTo(0.25, 2);
    // Half of the uncovered quarter shows an entity. The share is relative to the rest of the view.
    view.entity.fill(255, 64 * 42);
    const { share, keep } = assessNovelty(view, manifest);
    expect(share).toBeCloseTo((6 - 3) / (42 - 3), 2);
    expect(keep[64 * 42 - 64 * 3]).toBe(0);
    expect(keep[64 * 42 - 64 * 3 - 1]).toBe(1);
  });

  it('leaves a margin around entities, also around uncertain ones', () => {
    const view = perfectView(manifest, camera);
    const before = assessNovelty(view, manifest).keep;
    view.entity[64 * 20 + 30] = 70;
    const { keep } = assessNovelty(view, manifest);
    expect(before.filter((value, i) => value !== keep[i])).toHaveLength(49);
    expect(keep[64 * 17 + 27]).toBe(0);
    expect(keep[64 * 16 + 27]).toBe(1);
  });

  it('leaves out pixels of low confidence', () => {
    const view = perfectView(manifest, camera);
    view.confidence.fill(120, 0, 64 * 24);
    const { share, known, keep } = assessNovelty(view, manifest);
    expect(share).toBeCloseTo(0.5, 2);
    expect(known).toBeCloseTo(0.5, 2);
    expect(keep[0]).toBe(0);
  });

  it('leaves out pixels that memory covered', () => {
    const view = perfectView(manifest, camera, { covered: 0.5 });
    const { keep, sure } = assessNovelty(view, manifest);
    for (const [i, value] of keep.entries()) if (view.coverage[i] >= 128) expect(value).toBe(0);
    expect(keep.some((value) => value === 1)).toBe(true);
    expect(sure.some((value, i) => value === 1 && view.coverage[i] >= 128)).toBe(true);
  });

  it('leaves out pixels smeared between a near and a far surface', () => {
    const view = perfectView(manifest, camera);
    view.inverseDepth.fill(4000);
    for (let row = 0; row < 48; row++) view.inverseDepth.fill(8000, row * 64 + 32, row * 64 + 64);
    expect(assessNovelty(view, manifest).known).toBe(1);
    for (let row = 0; row < 48; row++) view.inverseDepth[row * 64 + 32] = 6000;
    const { keep } = assessNovelty(view, manifest);
    expect(keep[64 * 10 + 32]).toBe(0);
    expect(keep[64 * 10 + 31]).toBe(1);
    expect(keep[64 * 10 + 33]).toBe(1);
  });

  it('keeps imagined pixels of any confidence, but not uncertain pixels that memory covered', () => {
    const view = perfectView(manifest, camera, { covered: 0.5, imagined: true });
    view.confidence.fill(10);
    const { share, known } = assessNovelty(view, manifest);
    expect(share).toBeCloseTo(0.5, 2);
    expect(known).toBeCloseTo(0.5, 2);
  });

  it('is 0 where an entity fills the view', () => {
    const view = perfectView(manifest, camera);
    view.entity.fill(255);
    expect(assessNovelty(view, manifest)).toMatchObject({ share: 0, known: 0 });
  });
});
