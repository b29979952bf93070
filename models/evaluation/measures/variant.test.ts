import { expect, test } from 'vitest';
import { variantSchema } from './variant.ts';

test('a variant is a name and a folder', () => {
  expect(variantSchema.parse('without-noise=build/packs/a=b')).toEqual({
    name: 'without-noise',
    folder: 'build/packs/a=b',
  });
});

test.each(['', 'folder', '=folder', 'name='])('“%s” is rejected with the expected form', (text) => {
  expect(() => variantSchema.parse(text)).toThrow(/expected name=folder/);
});
