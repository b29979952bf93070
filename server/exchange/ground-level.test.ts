import { expect, test } from 'vitest';
import { scenePoses, sceneSeed } from './capture.fixture.ts';
import { groundLevel } from './ground-level.ts';

const view = { width: 128, height: 72, focal: 88 };
const { keyframes } = sceneSeed(view);

test.each([0, 0.3, -0.42])('ground is found %d m off', (off) => {
  const lifted = keyframes.map(({ pose, inverseDepth }) => ({
    pose: { ...pose, y: pose.y + off },
    inverseDepth,
  }));
  expect(Math.abs((groundLevel(lifted, view) ?? Number.NaN) - off)).toBeLessThan(0.03);
});

test('cameras that look at the sky see no ground', () => {
  const upwards = scenePoses.map((pose) => ({ ...pose, pitch: 1.2 }));
  expect(groundLevel(sceneSeed(view, upwards).keyframes, view)).toBeUndefined();
});
