import { expect, it } from 'vitest';
import { trainedPhysics } from '../../reference/trained-physics.ts';
import { physicsSettings } from './physics-settings.ts';

it.each([true, false])(
  'lie inside or outside the trained range as labelled, outside on both sides (quick: %s)',
  (quick) => {
    const settings = physicsSettings(quick);
    for (const { parameter, inside, physics } of settings) {
      const [low, high] = trainedPhysics[parameter];
      expect(physics[parameter] >= low && physics[parameter] <= high).toBe(inside);
    }
    for (const [parameter, [low, high]] of Object.entries(trainedPhysics)) {
      const outside = settings.filter((setting) => setting.parameter === parameter && !setting.inside);
      expect(outside.map(({ physics, parameter }) => physics[parameter] > high)).toEqual([false, true]);
      expect(low).toBeLessThan(high);
    }
  },
);
