import { describe, expect, test } from 'vitest';
import { loadViewKernel } from './native-module.ts';

const width = 32;
const height = 16;
const pixels = width * height;
const slots = 2;
const ViewKernel = loadViewKernel();
const kernel = new ViewKernel(width, height, 20, slots);

/** A view that looks straight at a wall 2 m ahead, drawn from slot 1, which stands where the view does. */
function wall() {
  const transforms = new Float32Array(12 * slots);
  for (const slot of [0, 1]) for (const axis of [0, 1, 2]) transforms[12 * slot + 5 * axis] = 1;
  return {
    rgb: new Uint8Array(3 * pixels).fill(100),
    conditions: new Float32Array(3 * pixels).fill(100 / 255),
    surface: new Float32Array(pixels).fill(0.5),
    chosen: new Uint8Array(pixels / 4).fill(1),
    kept: new Float32Array(pixels).fill(1),
    transforms,
  };
}

/** A picture whose pixels follow a rule of column and row, the same in all three planes. */
function picture(
  columns: number,
  rows: number,
  level: (column: number, row: number) => number,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(3 * columns * rows);
  for (let i = 0; i < out.length; i++) {
    const at = i % (columns * rows);
    out[i] = level(at % columns, Math.floor(at / columns));
  }
  return out;
}

function enlarge(
  view: ReturnType<typeof wall>,
  fine: Uint8Array | undefined,
  [columns, rows] = [2 * width, 2 * height],
  [fineColumns, fineRows] = [2 * width, 2 * height],
): Uint8Array {
  const out = new Uint8Array(3 * columns * rows);
  kernel.enlarge(
    columns,
    rows,
    view.rgb,
    view.conditions,
    view.surface,
    view.chosen,
    view.kept,
    view.transforms,
    [undefined, fine],
    Int32Array.of(0, fineColumns),
    Int32Array.of(0, fineRows),
    out,
  );
  return out;
}

/** Greatest difference, borders of two pixels left out. */
function worst(a: Uint8Array, b: Uint8Array, columns: number, rows: number): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const column = i % columns;
    const row = Math.floor(i / columns) % rows;
    if (column < 2 || row < 2 || column >= columns - 2 || row >= rows - 2) continue;
    most = Math.max(most, Math.abs(a[i] - b[i]));
  }
  return most;
}

describe('an enlarged view', () => {
  const checks = picture(2 * width, 2 * height, (column, row) => 100 + ((column + row) % 2 === 0 ? 40 : -40));

  test('has the detail of the fine picture that it was drawn from', () => {
    expect(worst(enlarge(wall(), checks), checks, 2 * width, 2 * height)).toBeLessThanOrEqual(1);
  });

  test('is the drawn picture, enlarged smoothly, where no slot has a fine one', () => {
    const view = wall();
    view.rgb = picture(width, height, (column) => 4 * column);
    const smooth = picture(2 * width, 2 * height, (column) => 4 * ((column + 0.5) / 2 - 0.5));
    expect(worst(enlarge(view, undefined), smooth, 2 * width, 2 * height)).toBeLessThanOrEqual(1);
  });

  test('takes no detail of what was not drawn, or of surfaces that nobody knows', () => {
    for (const change of ['kept', 'surface'] as const) {
      const view = wall();
      view[change].fill(0);
      expect(
        worst(enlarge(view, checks), new Uint8Array(checks.length).fill(100), 2 * width, 2 * height),
      ).toBe(0);
    }
  });

  test('adds what the network changed to the detail', () => {
    const view = wall();
    view.rgb.fill(130);
    const brighter = checks.map((level) => level + 30);
    expect(worst(enlarge(view, checks), brighter, 2 * width, 2 * height)).toBeLessThanOrEqual(1);
  });

  test('has no colours beside what was not drawn from memory that the view has not there', () => {
    const view = wall();
    // A column that memory does not show: what is known of its colour is nonsense, and the network drew something else.
    for (let i = 16; i < pixels; i += width) {
      view.kept[i] = 0;
      for (const plane of [0, 1, 2]) view.conditions[plane * pixels + i] = 1;
    }
    const dark = picture(2 * width, 2 * height, (column) => (column > 29 && column < 36 ? 0 : 100));
    const plain = new Uint8Array(dark.length).fill(100);
    expect(worst(enlarge(view, dark), plain, 2 * width, 2 * height)).toBeLessThanOrEqual(1);
  });

  test('has no steps along an edge that the network drew', () => {
    const slanting = (at: number) => (at > 0 ? 200 : 40);
    const view = wall();
    view.kept.fill(0);
    view.rgb = picture(width, height, (column, row) => slanting(column - 3 * row));
    const ideal = picture(2 * width, 2 * height, (column, row) => slanting(column / 2 - 1.5 * row));
    const error = (out: Uint8Array) => out.reduce((sum, level, i) => sum + (level - ideal[i]) ** 2, 0);
    const smooth = enlarge({ ...view, kept: new Float32Array(pixels).fill(1) }, undefined);
    expect(error(enlarge(view, undefined))).toBeLessThan(0.9 * error(smooth));
  });

  test('comes in sizes between, and from fine pictures of other sizes', () => {
    const ramp = picture(4 * width, 4 * height, (column) => 60 + column);
    const view = wall();
    view.rgb = picture(width, height, (column) => 60 + 4 * (column + 0.5) - 0.5);
    view.conditions = Float32Array.from(view.rgb, (level) => level / 255);
    const columns = 1.5 * width;
    const expected = picture(columns, 1.5 * height, (column) => 60 + (4 / 1.5) * (column + 0.5) - 0.5);
    const out = enlarge(view, ramp, [columns, 1.5 * height], [4 * width, 4 * height]);
    expect(worst(out, expected, columns, 1.5 * height)).toBeLessThanOrEqual(2);
  });

  test('follows the slot’s camera: one step aside shifts the picture by the parallax', () => {
    const view = wall();
    // 0.1 m to the right of the view: a point 2 m ahead lies a pixel of the view, two of the fine picture, further left.
    view.transforms[12 + 3] = 0.1;
    const stripes = picture(2 * width, 2 * height, (column) => (column % 8 < 4 ? 60 : 140));
    const shifted = picture(2 * width, 2 * height, (column) => ((column + 62) % 8 < 4 ? 60 : 140));
    const out = enlarge(view, stripes);
    let wrong = 0;
    for (let i = 0; i < out.length; i++) if (Math.abs(out[i] - shifted[i]) > 20) wrong++;
    expect(wrong / out.length).toBeLessThan(0.1);
  });

  test.each<[string, [number, number]]>([
    ['a size below the view’s', [16, 8]],
    ['no size at all', [Number.NaN, 32]],
  ])('refuses %s', (_, size) => {
    expect(() => enlarge(wall(), checks, size)).toThrow(/at least as large as the view/);
  });

  test('refuses a fine picture that is too short for its sides', () => {
    expect(() => enlarge(wall(), checks.subarray(1))).toThrow(/fineRgb must be/);
  });
});

describe('a fine picture that is relit', () => {
  const large = 12 * pixels;
  const relit = (before: number, after: number, fine: Uint8Array) => {
    const out = new Uint8Array(large);
    const view = (level: number) => new Uint8Array(3 * pixels).fill(level);
    kernel.relightFine(2 * width, 2 * height, view(before), view(after), fine, out);
    return out;
  };

  test('stays as it is where the look does not change', () => {
    const fine = picture(2 * width, 2 * height, (column, row) => (7 * column + 13 * row) % 256);
    expect(worst(relit(90, 90, fine), fine, 2 * width, 2 * height)).toBe(0);
  });

  test('keeps its detail in proportion to how bright it becomes', () => {
    const fine = picture(2 * width, 2 * height, (column) => (column % 2 === 0 ? 120 : 80));
    const out = relit(100, 46, fine);
    // (46 + 8) / (100 + 8) = 1/2 of the detail around 46.
    expect([out[0], out[1]]).toEqual([56, 36]);
  });
});
