import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { Thumbnails, thumbnailAge } from './thumbnails.ts';

const size = { width: 64, height: 48 };

/** A view of one colour. */
function view(tick: number, colour: readonly [number, number, number]) {
  const rgb = new Uint8Array(new SharedArrayBuffer(3 * size.width * size.height));
  for (const [channel, level] of colour.entries()) {
    rgb.fill(level, channel * size.width * size.height, (channel + 1) * size.width * size.height);
  }
  return { tick, rgb };
}

describe('Thumbnails', () => {
  test('are small pictures of the newest view', async () => {
    const thumbnails = new Thumbnails(size);
    const made = await thumbnails.of('a', () => view(7, [200, 40, 90]));
    expect(made?.tick).toBe(7);
    const { data, info } = await sharp(made?.bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ ...size, channels: 3 });
    for (const [channel, level] of [200, 40, 90].entries()) {
      expect(Math.abs(data[channel] - level)).toBeLessThan(8);
    }
  });

  test('show what people see: the larger picture, relit', async () => {
    const fine = { width: 2 * size.width, height: 2 * size.height };
    const level = (value: number) =>
      new Uint8Array(new SharedArrayBuffer(12 * size.width * size.height)).fill(value);
    const large = { ...view(7, [200, 40, 90]), fine: { ...fine, rgb: level(120) } };
    const relit = { ...large, shown: large.rgb, fineShown: { ...fine, rgb: level(20) } };
    for (const [name, drawn, expected] of [
      ['a', large, 120],
      ['b', relit, 20],
    ] as const) {
      const made = await new Thumbnails(size).of(name, () => drawn);
      const { data, info } = await sharp(made?.bytes).raw().toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject(fine);
      expect(Math.abs(data[0] - expected)).toBeLessThan(8);
    }
  });

  test('are encoded on request, once for all requests within a while', async () => {
    let now = 0;
    let looks = 0;
    const thumbnails = new Thumbnails(size, () => now);
    const newest = () => view(++looks, [1, 2, 3]);
    const [first, second] = await Promise.all([thumbnails.of('a', newest), thumbnails.of('a', newest)]);
    expect(second).toBe(first);
    now = thumbnailAge - 1;
    expect(await thumbnails.of('a', newest)).toBe(first);
    expect(looks).toBe(1);
    now = thumbnailAge;
    expect((await thumbnails.of('a', newest))?.tick).toBe(2);
    expect((await thumbnails.of('b', newest))?.tick).toBe(3);
  });

  test('do not exist before the first view was drawn', async () => {
    const thumbnails = new Thumbnails(size);
    expect(await thumbnails.of('a', () => undefined)).toBeUndefined();
    expect(await thumbnails.of('a', () => view(1, [9, 9, 9]))).toBeDefined();
  });

  test('that failed are not cached', async () => {
    const thumbnails = new Thumbnails(size);
    await expect(
      thumbnails.of('a', () => ({ tick: 1, rgb: view(1, [0, 0, 0]).rgb.subarray(3) })),
    ).rejects.toThrow();
    expect(await thumbnails.of('a', () => view(2, [9, 9, 9]))).toBeDefined();
  });
});
