import { expect, test } from 'vitest';
import { TruePath } from './true-path.ts';

const eye = (x: number) => ({ x, y: 1.6, z: 0 });

test('the eye is after an input half a tick after that was sent, and on the way in between', () => {
  const path = new TruePath(
    [
      { sequence: 7, eye: eye(1) },
      { sequence: 8, eye: eye(2) },
      { sequence: 9, eye: eye(3) },
    ],
    new Map([
      [7, 1000],
      [8, 1080],
    ]),
    80,
  );
  expect(path.at(1040)).toBeUndefined();
  expect(path.at(1080)?.x).toBeCloseTo(1.5);
  expect(path.at(1120)?.x).toBeCloseTo(2);
  // Nothing is known of an input that was not recorded.
  expect(path.at(1121)).toBeUndefined();
});
