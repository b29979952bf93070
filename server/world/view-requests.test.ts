import { expect, test } from 'vitest';
import { scaledControls } from './view-requests.ts';
import { testManifest } from './world.fixture.ts';

test('controls go to the networks between 0 and 1, in the order of the manifest', () => {
  const [hour] = testManifest.controls;
  const fixed = { name: 'fixed', description: 'Fixed', minimum: 2, maximum: 2, default: 2 };
  const manifest = { ...testManifest, controls: [fixed, hour] };
  expect(scaledControls(new Map([['timeOfDay', 15]]), manifest)).toEqual([0, 0.75]);
  expect(scaledControls(new Map([['timeOfDay', 30]]), manifest)).toEqual([0, 1]);
  expect(scaledControls(new Map(), manifest)).toEqual([0, 0.5]);
});
