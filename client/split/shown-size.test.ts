import { expect, test } from 'vitest';
import { picturePixels } from './shown-size.ts';

const wide = 16 / 9;

test('a picture fills a half as far as its shape allows, in pixels of the screen', () => {
  expect(picturePixels({ width: 640, height: 720 }, wide, 1)).toEqual({ width: 640, height: 360 });
  expect(picturePixels({ width: 1280, height: 360 }, wide, 1)).toEqual({ width: 640, height: 360 });
  expect(picturePixels({ width: 200, height: 400 }, wide, 2.5)).toEqual({ width: 500, height: 281 });
});

test('what is told is at least a pixel, also of a half that is not shown yet', () => {
  expect(picturePixels({ width: 0, height: 0 }, wide, 1)).toEqual({ width: 1, height: 1 });
});
