import { describe, expect, test } from 'vitest';
import { halfExtents } from '../../../shared/entity.ts';
import {
  motionLayout as at,
  motionFeatures,
  motionOutputLayout,
  motionOutputs,
  motionScales,
  scanRange,
  scanRays,
  velocityUnit,
} from '../../../shared/motion-features.ts';
import { defaultPhysics } from '../../reference/physics.ts';
import { trainedPhysics } from '../../reference/trained-physics.ts';
import { makeMotionRows } from './motion-rows.ts';

const count = 400;
const rate = 12;
const { features, targets } = makeMotionRows(5, count, rate);
const rows = Array.from({ length: count }, (_, i) => ({
  row: features.subarray(i * motionFeatures, (i + 1) * motionFeatures),
  target: targets.subarray(i * motionOutputs, (i + 1) * motionOutputs),
}));
const isPlayer = ({ row }: (typeof rows)[number]) => row[at.kind] === 1;

describe('makeMotionRows', () => {
  test('is deterministic for a seed, and differs between seeds', () => {
    expect(makeMotionRows(5, count, rate)).toEqual({ features, targets });
    expect(makeMotionRows(6, count, rate).features).not.toEqual(features);
  });

  test('fills every row with finite numbers', () => {
    expect([features.length, targets.length]).toEqual([count * motionFeatures, count * motionOutputs]);
    expect([...features, ...targets].every(Number.isFinite)).toBe(true);
    for (const { row } of rows) {
      expect(row[at.constant]).toBe(1);
      expect(row[at.timeStep]).toBeCloseTo(motionScales.timeStep / rate);
      expect(row[at.kind] + row[at.kind + 1]).toBe(1);
    }
  });

  test('has players and balls, on the ground and in the air, driven and not', () => {
    const share = (holds: (entry: (typeof rows)[number]) => boolean) => rows.filter(holds).length / count;
    expect(share(isPlayer)).toBeGreaterThan(0.3);
    expect(share(isPlayer)).toBeLessThan(0.7);
    expect(share(({ row }) => row[at.grounded] === 1)).toBeGreaterThan(0.2);
    expect(share(({ row }) => row[at.grounded] === 0)).toBeGreaterThan(0.2);
    expect(share(({ row }) => row[at.move] !== 0)).toBeGreaterThan(0.2);
    expect(share(({ target }) => target[motionOutputLayout.contact] > 0.5)).toBeGreaterThan(0.02);
  });

  test('has no driven balls', () => {
    for (const { row } of rows.filter((entry) => !isPlayer(entry)))
      expect([row[at.move], row[at.strafe], row[at.jump]]).toEqual([0, 0, 0]);
  });

  test('starts bodies outside the scanned solids, up to noise', () => {
    for (const entry of rows) {
      const radius = isPlayer(entry) ? halfExtents.player[0] : halfExtents.ball[0];
      const nearest = Math.min(...entry.row.subarray(at.scan, at.scan + scanRays)) * scanRange;
      expect(nearest).toBeGreaterThan(radius - 0.06);
      expect(entry.row[at.radius]).toBeCloseTo(radius);
    }
  });

  test('has default physics or physics within the trained range', () => {
    let usual = 0;
    for (const { row } of rows) {
      const physics = {
        gravity: row[at.gravity] * motionScales.gravity,
        friction: row[at.friction] * motionScales.friction,
        bounce: row[at.bounce],
      };
      for (const name of ['gravity', 'friction', 'bounce'] as const) {
        const [least, most] = trainedPhysics[name];
        expect(physics[name]).toBeGreaterThan(least - 1e-5);
        expect(physics[name]).toBeLessThan(most + 1e-5);
      }
      if (Math.abs(physics.gravity - defaultPhysics.gravity) < 1e-5) usual++;
    }
    expect(usual / count).toBeGreaterThan(0.1);
    expect(usual / count).toBeLessThan(0.5);
  });

  test('has the exact motion of free fall for falling bodies', () => {
    const falling = rows.filter(({ row, target }) => {
      const rise = row[at.velocity + 1] * velocityUnit;
      return row[at.height] > 0.5 && rise < 0 && target[motionOutputLayout.ground] < 0.5;
    });
    expect(falling.length).toBeGreaterThan(3);
    for (const { row, target } of falling) {
      const faster = (row[at.velocity + 1] - target[motionOutputLayout.velocity + 1]) * velocityUnit;
      expect(faster).toBeCloseTo((row[at.gravity] * motionScales.gravity) / rate, 2);
    }
  });
});
