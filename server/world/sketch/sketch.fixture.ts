import type { PlanSketch } from '../../../shared/sketch.ts';

/** A wall 4 m ahead of the middle of an area outside of all worlds. */
export const sketchedWall: PlanSketch = {
  kind: 'plan',
  area: { from: { x: 200, z: 200 }, to: { x: 210, z: 210 } },
  walls: [{ from: { x: 200, z: 209 }, to: { x: 210, z: 209 }, height: 2.6, thickness: 0.5 }],
};
