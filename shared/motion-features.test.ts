import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeScan, type SolidGrid } from './geometry/range-scan.ts';
import {
  motionOutputs,
  readMotionChange,
  scanRange,
  scanRays,
  writeMotionTargets,
} from './motion-features.ts';

const number = fc.double({ min: -5, max: 5, noNaN: true });

describe('motion features', () => {
  it('reads back a written change unaltered, at any heading', () => {
    fc.assert(
      fc.property(number, fc.tuple(number, number, number, number, number, number), (heading, v) => {
        const change = { dx: v[0], dy: v[1], dz: v[2], vx: v[3], vy: v[4], vz: v[5], ground: 1, contact: 0 };
        const row = new Float32Array(motionOutputs);
        writeMotionTargets(heading, change, row, 0);
        const back = readMotionChange(heading, row, 0);
        for (const key of ['dx', 'dy', 'dz', 'vx', 'vy', 'vz'] as const) {
          expect(back[key]).toBeCloseTo(change[key], 4);
        }
      }),
    );
  });
});

describe('range scan', () => {
  /** A free square room of 4 m with walls all round, cells of 0.5 m. */
  const room: SolidGrid = { cellSize: 0.5, solidAt: (x, z) => x < 0 || z < 0 || x >= 8 || z >= 8 };

  it('finds the walls of a room along its four axes', () => {
    const scan = new Float32Array(scanRays);
    rangeScan(room, [], 1, 1.5, 0, scan);
    expect(scan[0]).toBeCloseTo(2.5, 5);
    expect(scan[scanRays / 4]).toBeCloseTo(3, 5);
    expect(scan[scanRays / 2]).toBeCloseTo(1.5, 5);
    expect(scan[(scanRays * 3) / 4]).toBeCloseTo(1, 5);
  });

  it('turns with the heading', () => {
    const scan = new Float32Array(scanRays);
    rangeScan(room, [], 1, 1.5, Math.PI / 2, scan);
    expect(scan[0]).toBeCloseTo(3, 5);
  });

  it('meets blocks and players before the wall behind them', () => {
    const colour = [1, 0, 0] as const;
    const scan = new Float32Array(scanRays);
    rangeScan(room, [{ kind: 'block', x: 1, y: 0.4, z: 3, yaw: 0, colour, state: 0 }], 1, 1, 0, scan);
    expect(scan[0]).toBeCloseTo(1.6, 5);
    rangeScan(room, [{ kind: 'player', x: 1, y: 0.9, z: 3, yaw: 0, colour, state: 0 }], 1, 1, 0, scan);
    expect(scan[0]).toBeCloseTo(1.7, 5);
  });

  it('sees at most its range where everything is free', () => {
    const scan = new Float32Array(scanRays);
    rangeScan({ cellSize: 0.125, solidAt: () => false }, [], 0, 0, 1, scan);
    expect([...scan]).toEqual(new Array(scanRays).fill(scanRange));
  });
});
