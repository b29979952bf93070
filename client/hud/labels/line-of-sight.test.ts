import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EntityKind, entityKinds, halfExtents } from '../../../shared/entity.ts';
import { EntityState } from '../../../shared/state.ts';
import { isHidden } from './line-of-sight.ts';

function entity(kind: EntityKind, x: number, y: number, z: number, yaw: number): EntityState {
  const state = new EntityState();
  state.kind = entityKinds.indexOf(kind);
  Object.assign(state, { x, y, z, yaw });
  return state;
}

describe('isHidden', () => {
  const eye = { x: 0, y: 1.6, z: 0 };
  const head = { x: 0, y: 1.7, z: 6 };

  it('is true behind a closed door, and false behind one that slid aside', () => {
    expect(isHidden(eye, head, [entity('door', 0, 1.1, 3, 0)])).toBe(true);
    expect(isHidden(eye, head, [entity('door', 0.92, 1.1, 3, 0)])).toBe(false);
    expect(isHidden(eye, head, [entity('door', 0, 1.1, 3, Math.PI / 2)])).toBe(true);
    expect(isHidden(eye, head, [entity('door', 0, 1.1, 7, 0)])).toBe(false);
    expect(isHidden(eye, head, [entity('orb', 0, 1.65, 3, 0)])).toBe(false);
  });

  it('is false behind a block that ends below the line', () => {
    expect(isHidden(eye, head, [entity('block', 0, 0.4, 3, 0)])).toBe(false);
    expect(isHidden({ ...eye, y: 0.5 }, { ...head, y: 0.5 }, [entity('block', 0, 0.4, 3, 0)])).toBe(true);
  });

  it('is true exactly if a point of the line lies in the box', () => {
    const metres = fc.double({ min: -3, max: 3, noNaN: true });
    const point = fc.record({ x: metres, y: metres, z: metres });
    const turn = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
    fc.assert(
      fc.property(point, point, turn, (from, to, yaw) => {
        const door = entity('door', 0.5, 0.5, 0.5, yaw);
        const [right, up, forward] = halfExtents.door;
        const [s, c] = [Math.sin(door.yaw), Math.cos(door.yaw)];
        let inside = false;
        for (let step = 0; step <= 200; step++) {
          const t = step / 200;
          const x = from.x + t * (to.x - from.x) - 0.5;
          const y = from.y + t * (to.y - from.y) - 0.5;
          const z = from.z + t * (to.z - from.z) - 0.5;
          const shares = [(x * c - z * s) / right, y / up, (x * s + z * c) / forward];
          if (shares.every((share) => Math.abs(share) < 0.999)) inside = true;
        }
        if (inside) expect(isHidden(from, to, [door])).toBe(true);
        const away = Math.min(Math.abs(from.x), Math.abs(to.x)) > 2 && from.x * to.x > 0;
        if (away) expect(isHidden(from, to, [door])).toBe(false);
      }),
    );
  });
});
