import { describe, expect, it } from 'vitest';
import { Random } from '../../reference/random.ts';
import { blurred, PictureChoice, visibleDifference } from './picture-choice.ts';

const size = { width: 48, height: 32 };
const pixels = size.width * size.height;

/** A textured wall with a square of another grey at a column; none without a column. */
function wall(column?: number, grey = 180): Uint8Array {
  const picture = new Uint8Array(3 * pixels);
  for (let at = 0; at < picture.length; at++) {
    const x = at % size.width;
    const y = Math.floor(at / size.width) % size.height;
    const inside = column !== undefined && x >= column && x < column + 12 && y >= 10 && y < 22;
    picture[at] = inside ? grey : 90 + ((7 * x + 13 * y) % 11);
  }
  return picture;
}

function noisy(picture: Uint8Array, offset: number, deviation: number): Uint8Array {
  const random = new Random(5);
  return picture.map((value) => Math.max(0, Math.min(255, value + offset + deviation * random.normal())));
}

describe('a choice between pictures', () => {
  const candidates = [wall(6), wall(30), wall()];
  const choice = new PictureChoice(candidates, size);

  it('is the one that is shown', () => {
    expect(candidates.map((picture) => choice.choose(picture))).toEqual([0, 1, 2]);
  });

  it('is not moved by a shift of colours, noise or softness', () => {
    for (const [index, picture] of candidates.entries()) {
      const soft = Uint8Array.from(blurred(Uint8Array.from(blurred(picture, size)), size));
      expect(choice.choose(noisy(soft, 25, 12))).toBe(index);
      expect(choice.choose(noisy(soft, -25, 12))).toBe(index);
    }
  });

  it('ignores pixels in which candidates are alike', () => {
    const odd = wall(6).map((value, at) => (at % size.width > 44 ? 255 : value));
    expect(choice.choose(odd)).toBe(0);
  });

  it('cannot be made between pictures that hardly differ', () => {
    expect(choice.answerable).toBe(true);
    expect(new PictureChoice([wall(6), wall(6, 185)], size).answerable).toBe(false);
    expect(new PictureChoice([wall(6), wall(30), wall(30)], size).answerable).toBe(false);
  });
});

describe('visible difference', () => {
  it('counts pixels, without those of a mask', () => {
    const [a, b] = [wall(), wall(10)].map((picture) => blurred(picture, size));
    const count = visibleDifference(a, b, size);
    expect(count).toBeGreaterThanOrEqual(144);
    expect(visibleDifference(a, b, size, new Uint8Array(pixels).fill(1))).toBe(0);
    expect(visibleDifference(a, a, size)).toBe(0);
  });
});

describe('blur', () => {
  it('keeps an even picture, and spreads a dot over nine pixels', () => {
    expect([...new Set(blurred(new Uint8Array(3 * pixels).fill(77), size))]).toEqual([77]);
    const dot = new Uint8Array(3 * pixels);
    dot[5 * size.width + 5] = 90;
    const spread = blurred(dot, size);
    expect(spread.filter((value) => value > 0).length).toBe(9);
    expect(spread[4 * size.width + 6]).toBeCloseTo(10);
  });
});
