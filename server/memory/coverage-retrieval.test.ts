import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pose } from '../../shared/geometry/camera.ts';
import { CoverageIndex } from './coverage-retrieval.ts';
import { boxScene, renderScene } from './scene.fixture.ts';

const view = { width: 256, height: 144, focal: 150 };

function look(x: number, z: number, yaw: number): Pose {
  return { x, y: 1.6, z, yaw, pitch: 0 };
}

function indexOf(poses: readonly Pose[]): CoverageIndex {
  const index = new CoverageIndex(view);
  for (const [id, pose] of poses.entries()) {
    index.add(id, pose, renderScene(boxScene, view, pose).inverseDepth);
  }
  return index;
}

const halfTurn = Math.PI;

describe('coverage retrieval', () => {
  it('ranks the keyframe at the same pose first, with almost full coverage', () => {
    const index = indexOf([look(0, 0, 2), look(3, 0, 0.3), look(0.1, 0, 0.05), look(0, -3, 0)]);
    const [first] = index.retrieve(look(0, 0, 0), 3);
    expect(first.id).toBe(2);
    expect(first.gain).toBeGreaterThan(0.7);
  });

  it('adds the keyframe of the other half before a second one of the same half', () => {
    const index = indexOf([look(0, 0, -0.6), look(0, 0, -0.62), look(0, 0, 0.6)]);
    const ids = index.retrieve(look(0, 0, 0), 2).map(({ id }) => id);
    expect(ids).toContain(2);
  });

  it('rejects more extra candidates than it has room for', () => {
    const index = indexOf([look(0, 0, 0)]);
    const pose = look(0, 0, 0);
    const guest = (id: number) => ({
      id,
      pose,
      inverseDepth: renderScene(boxScene, view, pose).inverseDepth,
    });
    const guests = Array.from({ length: 9 }, (_, i) => guest(-1 - i));
    expect(() => index.retrieve(pose, 4, { also: guests })).toThrow('at most 8');
    expect(index.retrieve(pose, 4, { also: guests.slice(1) })).not.toEqual([]);
  });

  it('returns nothing for a direction that no keyframe shows', () => {
    const index = indexOf([look(0, 0, 0)]);
    expect(index.retrieve(look(0, 0, halfTurn), 4)).toEqual([]);
  });

  it('ignores a keyframe that sees the back of a wall', () => {
    // Outside the room, in front of its north wall, which hides the inside.
    const outside: Pose = { x: 0, y: 1.6, z: 9, yaw: halfTurn, pitch: -0.3 };
    const index = indexOf([outside]);
    const inside = index.retrieve(look(0, 3, 0), 4);
    const gain = inside.reduce((sum, entry) => sum + entry.gain, 0);
    expect(gain).toBeLessThan(0.05);
  });

  it('ignores surfaces that a known nearer surface hides', () => {
    // The first keyframe shows the low wall's near side. The second one stands behind it.
    const far = look(-2.5, 2, 0);
    const near = look(-2.5, -1, 0);
    const camera: Pose = { x: -2.5, y: 0.6, z: -0.2, yaw: 0, pitch: 0 };
    const gainOf = (poses: Pose[], id: number) =>
      indexOf(poses)
        .retrieve(camera, 4)
        .find((entry) => entry.id === id)?.gain ?? 0;
    expect(gainOf([far, near], 0)).toBeLessThan(0.6 * gainOf([far], 0));
  });

  it('prefers the picture from a more similar distance and side', () => {
    const index = indexOf([look(0, -5, 0), look(0, 1.8, 0), look(4.5, 2, -0.9)]);
    expect(index.retrieve(look(0, 2, 0), 1)[0].id).toBe(1);
  });

  it('prefers the older of two equal keyframes', () => {
    const pose = look(1, 1, 1);
    const { inverseDepth } = renderScene(boxScene, view, pose);
    const index = new CoverageIndex(view);
    index.add(7, pose, inverseDepth);
    index.add(3, pose, inverseDepth);
    expect(index.retrieve(pose, 1)[0].id).toBe(3);
  });

  it('drops removed keyframes and keeps the results for the others', () => {
    const poses = [look(0, 0, 0), look(0.5, 0, 0.2), look(0, 1, -0.3), look(-1, -1, 0.1)];
    const index = indexOf(poses);
    index.remove(1);
    index.remove(1);
    expect(index.size).toBe(3);
    const expected = new CoverageIndex(view);
    for (const id of [0, 2, 3])
      expected.add(id, poses[id], renderScene(boxScene, view, poses[id]).inverseDepth);
    expect(index.retrieve(look(0, 0, 0.1), 3)).toEqual(expected.retrieve(look(0, 0, 0.1), 3));
  });

  it('measures redundancy: high beside a twin, low alone', () => {
    const index = indexOf([look(0, 0, 0), look(0, 0, 0.02), look(0, 0, halfTurn)]);
    expect(index.redundancy(0)).toBeGreaterThan(0.7);
    expect(index.redundancy(2)).toBeLessThan(0.1);
  });

  it('rejects planes of the wrong size and duplicate ids', () => {
    const index = indexOf([look(0, 0, 0)]);
    expect(() => index.add(1, look(0, 0, 0), new Uint16Array(7))).toThrow(/256 x 144/);
    expect(() => index.add(0, look(0, 0, 0), new Uint16Array(256 * 144))).toThrow(/already/);
  });

  it('returns gains that fall, sum to at most 1, and repeat', () => {
    const coordinate = fc.double({ min: -5.5, max: 5.5, noNaN: true });
    const pose = fc.record({
      x: coordinate,
      y: fc.double({ min: 1, max: 2.5, noNaN: true }),
      z: coordinate,
      yaw: fc.double({ min: -4, max: 4, noNaN: true }),
      pitch: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(pose, { minLength: 1, maxLength: 6 }), pose, (poses, camera) => {
        const index = indexOf(poses);
        const found = index.retrieve(camera, 4);
        expect(index.retrieve(camera, 4)).toEqual(found);
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
        let sum = 0;
        for (const [i, { gain }] of found.entries()) {
          expect(gain).toBeLessThanOrEqual(i === 0 ? 1 : found[i - 1].gain + 1e-6);
          sum += gain;
        }
        expect(sum).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });
});
