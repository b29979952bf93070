import { isOpenKind, type PlanControl, planHeights, planKind } from '../../../shared/plan.ts';
import { firstLandmark, floorMaterials, wallMaterials } from '../rendering/materials.ts';
import type { PlanTokens } from './town.ts';

/** What planControls say of a plan, each 0 to 1, in their order. */
export type PlanTraits = Record<PlanControl, number>;

const lawn = floorMaterials.findIndex(({ name }) => name === 'lawn');
const hedge = floorMaterials.length + wallMaterials.findIndex(({ name }) => name === 'hedge');
const landmark = floorMaterials.length + firstLandmark;

/**
 * Figures that become 0 and 1. They are the 5th and 95th percentiles of squares of 48 m of reference towns: share of
 * open cells, mean height of walls in metres, share of lawn and hedges, doors on 100 square metres.
 */
const ranges: Record<PlanControl, readonly [number, number]> = {
  openness: [0.74, 0.87],
  tallness: [1.7, 2.8],
  greenery: [0, 0.32],
  doors: [0.2, 2.25],
};

/** Measures what a plan is like. */
export function traitsOf({ kinds, materials }: PlanTokens): PlanTraits {
  const figures = figuresOf({ kinds, materials });
  const scaled = (name: PlanControl) => {
    const [least, most] = ranges[name];
    return Math.min(1, Math.max(0, (figures[name] - least) / (most - least)));
  };
  return {
    openness: scaled('openness'),
    tallness: scaled('tallness'),
    greenery: scaled('greenery'),
    doors: scaled('doors'),
  };
}

/** The figures before scaling, in the units of {@link ranges}. */
export function figuresOf({ kinds, materials }: PlanTokens): Record<PlanControl, number> {
  let open = 0;
  let height = 0;
  let walls = 0;
  let green = 0;
  let doors = 0;
  for (const [cell, kind] of kinds.entries()) {
    const material = materials[cell];
    if (isOpenKind(kind)) open++;
    else if (material < landmark) {
      walls++;
      height += planHeights[kind];
    }
    if (material === lawn || material === hedge) green++;
    if (kind === planKind.door) doors++;
  }
  const cells = kinds.length;
  return {
    openness: open / cells,
    tallness: walls === 0 ? 0 : height / walls,
    greenery: green / cells,
    doors: (100 * doors) / cells,
  };
}
