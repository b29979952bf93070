import { describe, expect, it } from 'vitest';
import { Random } from '../../reference/random.ts';
import { blurred, PictureChoice, visibleDifference } from './picture-choice.ts';

const size = { width: 48, height: 32, scale: 1 };
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

/** The same picture with `scale` times as many pixels along each side. */
function enlarged(picture: Uint8Array, scale: number): Uint8Array {
  const width = scale * size.width;
  const height = scale * size.height;
  return Uint8Array.from({ length: 3 * width * height }, (_, at) => {
    const row = Math.floor((Math.floor(at / width) % height) / scale);
    const column = Math.floor((at % width) / scale);
    return picture[Math.floor(at / (width * height)) * pixels + row * size.width + column];
  });
}

describe('a choice between larger pictures', () => {
  const large = { width: 2 * size.width, height: 2 * size.height, scale: 2 };

  it('is that between the same pictures in the measured size', () => {
    const candidates = [wall(6), wall(30), wall()];
    const choice = new PictureChoice(
      candidates.map((picture) => enlarged(picture, 2)),
      large,
    );
    expect(choice.answerable).toBe(true);
    expect(candidates.map((picture) => choice.choose(enlarged(picture, 2)))).toEqual([0, 1, 2]);
  });

  it('needs as much of the picture to differ, not as many pixels', () => {
    const dotted = wall();
    for (let at = 0; at < dotted.length; at++) {
      const [x, y] = [at % size.width, Math.floor(at / size.width) % size.height];
      if (x >= 10 && x < 15 && y >= 10 && y < 14) dotted[at] = 250;
    }
    const pair = [wall(), dotted];
    expect(new PictureChoice(pair, size).answerable).toBe(false);
    const twice = pair.map((picture) => enlarged(picture, 2));
    expect(new PictureChoice(twice, large).answerable).toBe(false);
    expect(new PictureChoice(twice, { ...large, scale: 1 }).answerable).toBe(true);
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
