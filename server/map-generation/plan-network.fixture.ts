import { planKinds, planTile } from '../../shared/plan.ts';
import type { PlanManifest } from '../../shared/plan-manifest.ts';
import type { PlanNetwork } from './tile-filler.ts';

export const testPlan: PlanManifest = {
  materials: {
    floors: [
      { name: 'stone', colour: [0.6, 0.6, 0.6] },
      { name: 'lawn', colour: [0.3, 0.7, 0.2] },
    ],
    walls: [
      { name: 'brick', colour: [0.8, 0.3, 0.2] },
      { name: 'hedge', colour: [0.1, 0.4, 0.1] },
    ],
    landmarks: [{ name: 'tower', colour: [1, 1, 0] }],
  },
  steps: { kinds: 5, materials: 3 },
  temperature: { kinds: 1, materials: 1 },
  guidance: 2,
};
export const testMaterials = 5;

/**
 * Logits that depend on every cell of the window and on all controls, so that any change of what a tile is filled in
 * from changes the tile.
 */
export const hashingNetwork: PlanNetwork = async ({ windows, asked }) => {
  const cells = planTile * planTile;
  const kinds = new Float32Array(windows.length * planKinds.length * cells);
  const materials = new Float32Array(windows.length * testMaterials * cells);
  for (const [row, window] of windows.entries()) {
    let hash = 17;
    const add = (value: number) => {
      hash = Math.imul(hash ^ value, 0x01000193) ^ (hash >>> 13);
    };
    for (const kind of window.kinds) add(kind);
    for (const material of window.materials) add(material + 31);
    for (const value of asked[row]) add(Math.round(value * 100));
    const fill = (out: Float32Array, each: number) => {
      for (let i = 0; i < each; i++) {
        add(i);
        out[row * each + i] = ((hash >>> 8) & 0xff) / 64;
      }
    };
    fill(kinds, planKinds.length * cells);
    fill(materials, testMaterials * cells);
  }
  return { kinds, materials };
};
