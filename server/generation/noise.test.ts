import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillUniform, philox } from './noise.ts';

const source = { roomSeed: 12, tick: 34, view: 'ann' };

function uniform(count: number, change: Partial<typeof source> = {}, stream = 0): Float32Array {
  const out = new Float32Array(count);
  fillUniform(out, { ...source, ...change }, stream);
  return out;
}

describe('noise', () => {
  it("gives Philox's published test vectors (Random123, kat_vectors)", () => {
    expect(philox(0, 0, 0, 0, 0, 0)).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    const ones = 0xffffffff;
    expect(philox(ones, ones, ones, ones, ones, ones)).toEqual([
      0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd,
    ]);
    expect(philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0)).toEqual([
      0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1,
    ]);
  });

  it('repeats, and differs by seed, tick, view and stream', () => {
    const first = uniform(10);
    expect(uniform(10)).toEqual(first);
    expect(uniform(6)).toEqual(first.slice(0, 6));
    for (const other of [
      uniform(10, { roomSeed: 13 }),
      uniform(10, { tick: 35 }),
      uniform(10, { view: 'bob' }),
      uniform(10, {}, 1),
    ]) {
      expect(other).not.toEqual(first);
    }
  });

  it('lies strictly between 0 and 1 whatever the source', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.string(), fc.nat(), (roomSeed, tick, view, stream) => {
        const out = new Float32Array(9);
        fillUniform(out, { roomSeed, tick, view }, stream);
        expect(out.every((x) => x > 0 && x < 1)).toBe(true);
      }),
    );
  });

  it('is uniform', () => {
    const count = 100_000;
    const bins = new Array<number>(20).fill(0);
    for (const x of uniform(count)) bins[Math.floor(x * 20)]++;
    for (const bin of bins) expect(Math.abs(bin / count - 0.05)).toBeLessThan(0.004);
  });
});
