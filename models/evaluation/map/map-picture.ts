import type { Colour } from '../../../shared/entity.ts';
import { isOpenKind, planHeights, planKind } from '../../../shared/plan.ts';
import { floorMaterials, wallMaterials } from '../../reference/rendering/materials.ts';
import { meanColour } from '../../reference/rendering/textures.ts';
import type { SquarePlan } from './map-figures.ts';

/** Pixels a side of a cell. */
const pixels = 5;
const doorColour: Colour = [0.35, 0.18, 0.05];
const orbColour: Colour = [1, 0.9, 0.1];
const startColour: Colour = [0.9, 0.1, 0.9];
const floorColours = floorMaterials.map(({ texture }) => meanColour(texture));
const wallColours = wallMaterials.map(({ texture }) => meanColour(texture));

/** The plan from above, uint8 [3, S, S]: higher walls are brighter; doors, orbs and starts are dots. */
export function mapPicture({ size, kinds, materials }: SquarePlan): { rgb: Uint8Array; side: number } {
  const side = size * pixels;
  const rgb = new Uint8Array(3 * side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const cell = Math.floor(y / pixels) * size + Math.floor(x / pixels);
      const inMiddle = [x % pixels, y % pixels].every((at) => at > 0 && at < pixels - 1);
      const colour = cellColour(kinds[cell], materials[cell], inMiddle);
      for (let channel = 0; channel < 3; channel++) {
        rgb[channel * side * side + y * side + x] = Math.round(255 * colour[channel]);
      }
    }
  }
  return { rgb, side };
}

function cellColour(kind: number, material: number, inMiddle: boolean): Colour {
  if (inMiddle && kind === planKind.door) return doorColour;
  if (inMiddle && kind === planKind.orb) return orbColour;
  if (inMiddle && kind === planKind.start) return startColour;
  if (inMiddle && kind === planKind.landmark) return [0, 0, 0];
  if (isOpenKind(kind)) return mixed(floorColours[material] ?? [0, 0, 0], [1, 1, 1], 0.55);
  const shade = 0.35 + 0.65 * (planHeights[kind] / planHeights[planKind.highest]);
  const [r, g, b] = wallColours[material - floorColours.length] ?? [1, 0, 0];
  return [r * shade, g * shade, b * shade];
}

function mixed(a: Colour, b: Colour, share: number): Colour {
  return [0, 1, 2].map((i) => a[i] + share * (b[i] - a[i])) as [number, number, number];
}
