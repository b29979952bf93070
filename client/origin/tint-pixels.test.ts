import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { originKinds } from '../../shared/origin-map.ts';
import { cellPixels, sharesOf, tintPixels } from './tint-pixels.ts';

const [none, remembered, dreamt, unsure] = originKinds.keys();

/** Colours of a kind's cell, each once, as text. */
function coloursOf(kind: number): Set<string> {
  const pixels = tintPixels(new Uint8Array(4).fill(kind), 2);
  const colours = new Set<string>();
  for (let at = 0; at < pixels.length; at += 4) colours.add(pixels.subarray(at, at + 4).join(' '));
  return colours;
}

describe('the tint of a grid', () => {
  test('covers each cell with its own kind, row by row', () => {
    const pixels = tintPixels(Uint8Array.of(none, remembered, dreamt, none, none, unsure), 3);
    const width = 3 * cellPixels;
    expect(pixels.length).toBe(4 * width * 2 * cellPixels);
    const alphaAt = (column: number, row: number) =>
      pixels[4 * (row * cellPixels * width + column * cellPixels) + 3];
    const tinted = [0, 1].map((row) => [0, 1, 2].map((column) => alphaAt(column, row) > 0));
    expect(tinted).toEqual([
      [false, true, true],
      [false, false, true],
    ]);
  });

  test('has a pattern of its own for each kind, so that colour is not all that tells them apart', () => {
    expect([remembered, dreamt, unsure].map((kind) => coloursOf(kind).size)).toEqual([1, 2, 2]);
    const all = [remembered, dreamt, unsure].flatMap((kind) => [...coloursOf(kind)]);
    expect(new Set(all).size).toBe(all.length);
    // The picture stays visible through all of it.
    for (const colour of all) expect(Number(colour.split(' ')[3])).toBeLessThan(255);
  });
});

describe('the shares of kinds', () => {
  test('add up to one, or are nothing where no cell is tinted', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1 }), (cells) => {
        const shares = sharesOf(Uint8Array.from(cells));
        const sum = shares.remembered + shares.dreamt + shares.unsure;
        expect(sum).toBeCloseTo(cells.some((kind) => kind !== none) ? 1 : 0, 9);
        expect(shares.none).toBe(0);
      }),
    );
    expect(sharesOf(Uint8Array.of(none, dreamt, dreamt, unsure, remembered))).toEqual({
      none: 0,
      remembered: 0.25,
      dreamt: 0.5,
      unsure: 0.25,
    });
  });
});
