import { describe, expect, test } from 'vitest';
import { loadViewKernel } from './native-module.ts';

const width = 32;
const height = 16;
const pixels = width * height;
const rows = 2 * height;
const finePixels = 2 * width * rows;
const ViewKernel = loadViewKernel();
const kernel = new ViewKernel(width, height, 20, 2);
const grey = 100;
/** Of an entity, as levels of 255. */
const red = [200, 30, 30] as const;

/** Entity maps whose entity covers the columns from `from` to `to`, in pixels of the view. */
function maps(columns: number, lines: number, from: number, to: number): Float32Array {
  const scale = columns / width;
  const out = new Float32Array(5 * columns * lines);
  for (let i = 0; i < columns * lines; i++) {
    const column = (i % columns) / scale;
    if (column < from || column >= to) continue;
    for (const [plane, level] of red.entries()) out[plane * columns * lines + i] = level / 255;
    out[3 * columns * lines + i] = 1;
    out[4 * columns * lines + i] = 0.5;
  }
  return out;
}

/** A grey picture twice the view's size in which an entity covers the columns from `from` to `to`. */
function picture(from: number, to: number): Uint8Array {
  const out = new Uint8Array(3 * finePixels).fill(grey);
  for (let i = 0; i < finePixels; i++) {
    const column = (i % (2 * width)) / 2;
    if (column < from || column >= to) continue;
    for (const [plane, level] of red.entries()) out[plane * finePixels + i] = level;
  }
  return out;
}

/** Bilinear, of the view in which the entity covers the columns from `from` to `to`. */
function enlarged(from: number, to: number): Uint8Array {
  const view = new ViewKernel(width, height, 20, 2);
  const rgb = new Uint8Array(3 * pixels).fill(grey);
  for (let i = 0; i < pixels; i++) {
    if (i % width < from || i % width >= to) continue;
    for (const [plane, level] of red.entries()) rgb[plane * pixels + i] = level;
  }
  const out = new Uint8Array(3 * finePixels);
  const floats = (length: number, value: number) => new Float32Array(length).fill(value);
  const none = [undefined, undefined];
  const sides = new Int32Array(2);
  view.enlarge(
    ...([2 * width, rows, rgb, floats(3 * pixels, grey / 255), floats(pixels, 0.5)] as const),
    ...([new Uint8Array(pixels / 4), floats(pixels, 1), floats(24, 0), none, sides, sides, out] as const),
  );
  return out;
}

function withEntities(shown: Uint8Array, own: Float32Array, fine: Float32Array): Uint8Array {
  const surface = new Float32Array(finePixels);
  kernel.openRays(2 * width, rows, rows, 0, new Float32Array(pixels).fill(0.2), own, surface);
  const conditions = new Float32Array(3 * pixels).fill(grey / 255);
  const out = Uint8Array.from(shown);
  kernel.enlargeEntities(2 * width, rows, rows, 0, conditions, own, fine, surface, out);
  return out;
}

function worst(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((most, level, i) => Math.max(most, Math.abs(level - b[i])), 0);
}

describe('entities of an enlarged view', () => {
  test('have the outline of the larger size', () => {
    // Half a pixel of the view further right on both sides than the view can say.
    const out = withEntities(
      enlarged(10, 20),
      maps(width, height, 10, 20),
      maps(2 * width, rows, 10.5, 20.5),
    );
    expect(worst(out, picture(10.5, 20.5))).toBeLessThanOrEqual(2);
  });

  test('keep what the network changed of them', () => {
    const own = maps(width, height, 10, 20);
    const brighter = enlarged(10, 20).map((level) => level + 20);
    const out = withEntities(brighter, own, maps(2 * width, rows, 10, 20));
    expect(
      worst(
        out,
        picture(10, 20).map((level) => level + 20),
      ),
    ).toBeLessThanOrEqual(2);
  });

  test('change nothing where there are none', () => {
    const shown = picture(0, 0);
    expect(withEntities(shown, maps(width, height, 0, 0), maps(2 * width, rows, 5, 9))).toEqual(shown);
  });
});

describe('rays that are worth asking for', () => {
  const own = maps(width, height, 10, 20);
  const surface = new Float32Array(pixels).fill(0.2);

  test('are those beside an outline; everything else hides them', () => {
    const out = new Float32Array(finePixels);
    kernel.openRays(2 * width, rows, rows, 0, surface, own, out);
    const open = Array.from({ length: width }, (_, x) => out[2 * x] < 1);
    expect(open.flatMap((is, x) => (is ? [x] : []))).toEqual([9, 10, 19, 20]);
  });

  test('come with rows above and below the picture, where a kernel needs them', () => {
    const out = new Float32Array(2 * width * (rows + 16));
    kernel.openRays(2 * width, rows, rows + 16, 8, surface, own, out);
    const row = (y: number) => out.subarray(2 * width * y, 2 * width * (y + 1));
    expect(row(0)).toEqual(row(8));
    expect(row(rows + 15)).toEqual(row(rows + 7));
  });

  test('are refused for fewer rows than the picture has', () => {
    const out = new Float32Array(finePixels);
    expect(() => kernel.openRays(2 * width, rows, rows, 8, surface, own, out)).toThrow(/rows must be/);
    expect(() => kernel.openRays(2 * width, rows, rows, 0, surface, own, out.subarray(1))).toThrow(/out/);
  });
});
