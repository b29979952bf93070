import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entity, entityFeatures, playerColours, visibleEntities, writeEntity } from './entity.ts';

const intrinsics = { width: 256, height: 144, focal: 176 };
const origin = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };
const player = (x: number, z: number): Entity => ({
  kind: 'player',
  x,
  y: 0.9,
  z,
  yaw: 0,
  colour: playerColours[0],
  state: 0,
});

describe('entities', () => {
  it('writes orthonormal axes and the centre in camera space', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (yaw, turn) => {
          const row = new Float32Array(entityFeatures);
          writeEntity({ ...origin, yaw, pitch: 0.3 }, { ...player(1, 4), yaw: turn }, row, 0);
          expect(Math.hypot(row[6], row[7], row[8])).toBeCloseTo(Math.hypot(1, 0.7, 4), 4);
          for (const axis of [9, 12, 15])
            expect(Math.hypot(row[axis], row[axis + 1], row[axis + 2])).toBeCloseTo(1, 5);
        },
      ),
    );
  });

  it('keeps visible entities, nearest first, and leaves out the others', () => {
    const far = player(0, 8);
    const near = player(0.5, 3);
    const behind = player(0, -3);
    const aside = player(9, 2);
    expect(visibleEntities(origin, intrinsics, [far, near, behind, aside], 4)).toEqual([near, far]);
    expect(visibleEntities(origin, intrinsics, [far, near], 1)).toEqual([near]);
  });
});
