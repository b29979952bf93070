import { describe, expect, test } from 'vitest';
import { planControls } from '../../../shared/plan.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { readCells } from '../dreamt/opened-room.ts';
import { knownWindows, MapProbe } from './map-probe.ts';
import { judgingSeed, trainingWindows } from './sentences.ts';

describe('the probe of maps', () => {
  const probe = new MapProbe({ seed: judgingSeed, count: trainingWindows, size: readCells });

  test.each(planControls.map(({ name }) => name))('reads %s off held-out reference towns', (name) => {
    const windows = knownWindows(name, { seed: seedRanges.heldOut + 500, count: 100, size: readCells });
    const right = windows.filter(({ plan, isMuch }) => probe.isMuch(plan, name) === isMuch).length;
    process.stdout.write(`${name}: ${right} of ${windows.length} reference maps were read right\n`);
    expect(right / windows.length).toBeGreaterThanOrEqual(0.9);
  });
});
