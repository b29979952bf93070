import { expect, test } from 'vitest';
import { testManifest } from '../world.fixture.ts';
import { PictureSizes } from './picture-sizes.ts';

const { width, height } = testManifest.view;
const large = { width: 2 * width, height: 2 * height };
const manifest = { ...testManifest, view: { ...testManifest.view, sizes: [large] } };

test('a view has its own size until another is set, and can return to it', () => {
  const sizes = new PictureSizes(manifest);
  expect(sizes.of('ann')).toBeUndefined();
  sizes.set('ann', large);
  expect(sizes.of('ann')).toEqual(large);
  expect(sizes.of('bob')).toBeUndefined();
  sizes.set('ann', { width, height });
  expect(sizes.of('ann')).toBeUndefined();
  sizes.set('ann', large);
  sizes.delete('ann');
  expect(sizes.of('ann')).toBeUndefined();
});

test('a size that the pack does not have is rejected with the valid ones', () => {
  const sizes = new PictureSizes(manifest);
  expect(() => sizes.set('ann', { width: 100, height: 50 })).toThrow(
    '100x50 is not a size of the pack; it has 128x96, 64x48',
  );
  expect(() => new PictureSizes(testManifest).set('ann', large)).toThrow('it has 64x48');
  expect(sizes.of('ann')).toBeUndefined();
});
