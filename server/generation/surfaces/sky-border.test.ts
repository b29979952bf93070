import { describe, expect, test } from 'vitest';
import { SkyBorder } from './sky-border.ts';
import { allocateFound, type FoundSurfaces } from './surface-finder.ts';

const size = { width: 96, height: 32 };
const n = size.width * size.height;
/** Column from which nothing is remembered. */
const edge = 32;
const remembered = {
  memory: new Float32Array(n),
  inverse: new Float32Array(n),
  rgb: new Float32Array(3 * n),
};
for (let pixel = 0; pixel < n; pixel++) {
  if (pixel % size.width >= edge) continue;
  remembered.memory[pixel] = 1;
  remembered.inverse[pixel] = 1e-3;
  for (let channel = 0; channel < 3; channel++) remembered.rgb[channel * n + pixel] = 0.4;
}

/** All that is not remembered, in one colour; `scale`: of the picture to the view. */
function painted(surface: number, scale = 1): FoundSurfaces {
  const found = allocateFound(n * scale * scale);
  for (let pixel = 0; pixel < n * scale * scale; pixel++) {
    if (pixel % (size.width * scale) < edge * scale) continue;
    const at = found.count++;
    found.pixels[at] = pixel;
    found.surfaces[at] = surface;
    found.colours.fill(0.6, 3 * at, 3 * at + 3);
  }
  return found;
}

/** Red of the middle row, from the border on. */
function row({ pixels, colours, count }: FoundSurfaces, scale = 1): number[] {
  const wanted = (size.height * scale) / 2;
  const width = size.width * scale;
  const found: number[] = [];
  for (let i = 0; i < count; i++) {
    if (Math.floor(pixels[i] / width) === wanted) found.push(colours[3 * i]);
  }
  return found;
}

describe('the border of a painted sky and a remembered one', () => {
  test('has no edge: colours pass from one into the other, and stay as they are far away', () => {
    const found = painted(0);
    const border = new SkyBorder(size);
    border.find(found, remembered);
    border.soften(found, size);
    const reds = row(found);
    expect(reds[0]).toBeCloseTo(0.4, 2);
    expect(reds.at(-1)).toBeCloseTo(0.6, 5);
    const steps = reds.slice(1).map((red, i) => red - reds[i]);
    for (const step of steps) expect(step).toBeGreaterThan(-1e-6);
    expect(Math.max(...steps)).toBeLessThan(0.01);
  });

  test('is as soft where memory knows half of each of its last pixels', () => {
    const memory = remembered.memory.map((share, pixel) => (pixel % size.width === edge - 1 ? 0.5 : share));
    const found = painted(0);
    const border = new SkyBorder(size);
    border.find(found, { ...remembered, memory });
    border.soften(found, size);
    expect(row(found)[0]).toBeCloseTo(0.4, 2);
  });

  test('gives no colours that neither of them has', () => {
    const found = painted(0);
    // A dark cloud that begins eight pixels from the border, where the painted sky is light.
    const isDark = (pixel: number) => pixel % size.width >= edge + 8 && pixel % size.width < edge + 24;
    for (let i = 0; i < found.count; i++)
      if (isDark(found.pixels[i])) found.colours.fill(0.3, 3 * i, 3 * i + 3);
    const border = new SkyBorder(size);
    border.find(found, remembered);
    border.soften(found, size);
    const reds = row(found);
    expect(reds[0]).toBeCloseTo(0.4, 2);
    expect(Math.min(...reds)).toBeGreaterThan(0.3 - 1e-6);
    expect(Math.max(...reds)).toBeLessThan(0.6 + 1e-6);
  });

  test('is as soft in a larger picture', () => {
    const border = new SkyBorder(size);
    border.find(painted(0), remembered);
    const larger = painted(0, 2);
    border.soften(larger, { width: 2 * size.width, height: 2 * size.height });
    const reds = row(larger, 2);
    expect(reds[0]).toBeLessThan(0.45);
    expect(reds.at(-1)).toBeCloseTo(0.6, 5);
    const steps = reds.slice(1).map((red, i) => red - reds[i]);
    expect(Math.max(...steps)).toBeLessThan(0.06);
  });

  test('is not looked for where a wall stands, or where memory has seen a wall', () => {
    const wall = painted(7);
    const border = new SkyBorder(size);
    border.find(wall, remembered);
    border.soften(wall, size);
    expect(new Set(row(wall)).size).toBe(1);
    const sky = painted(0);
    border.find(sky, { ...remembered, inverse: new Float32Array(n).fill(0.2) });
    border.soften(sky, size);
    expect(new Set(row(sky)).size).toBe(1);
  });
});
