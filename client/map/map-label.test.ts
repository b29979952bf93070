import { expect, test } from 'vitest';
import { mapLabel } from './map-label.ts';

const own = { name: 'you', x: 1, z: 1, yaw: 0 };

test.each([
  [0, 1, 5, 'ahead'],
  [0, 5, 1, 'right'],
  [0, 4, 4, 'ahead right'],
  [0, 1, -3, 'behind'],
  [0, -3, 1, 'left'],
  [Math.PI / 2, 5, 1, 'ahead'],
  [Math.PI / 2, 1, 5, 'left'],
  [-7 * Math.PI, 1, 5, 'behind'],
])('facing %f, somebody at (%f, %f) is %s', (yaw, x, z, direction) => {
  const metres = Math.round(Math.hypot(x - 1, z - 1));
  expect(mapLabel({ ...own, yaw }, [{ name: 'Ben', x, z }])).toBe(
    `Map around you. Ben: ${metres} m ${direction}.`,
  );
});

/** The room's state has its fields on a prototype. */
class Schema {
  get name() {
    return 'Ben';
  }
  get x() {
    return 1;
  }
  get z() {
    return 4;
  }
}

test('reads players of the room’s state', () => {
  expect(mapLabel(own, [new Schema()])).toBe('Map around you. Ben: 3 m ahead.');
});

test('names the nearest first, and says if there is nobody', () => {
  const others = [
    { name: 'Cat', x: 1, z: 11 },
    { name: 'Ben', x: 1, z: -1 },
  ];
  expect(mapLabel(own, others)).toBe('Map around you. Ben: 2 m behind, Cat: 10 m ahead.');
  expect(mapLabel(own, [])).toBe('Map around you. Nobody else is on it.');
});
