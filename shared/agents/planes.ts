import { z } from 'zod';

/**
 * What an agent may see of its view, as planes of one picture. Rows go from top to bottom.
 *
 * - `rgb`: uint8 [3, height, width], as people see it, in the view's own size
 * - `depth`: uint16 [height, width], little-endian, codes of inverse depth (geometry/inverse-depth.ts): 0 unknown or an
 *   entity, 1 sky, else code * 5 / 65535 per metre
 * - `entity`: uint8 [height, width], 255 = surely an entity
 * - `confidence`: uint8 [height, width], 255 = the drawing network is sure
 */
export const planeNames = ['rgb', 'depth', 'entity', 'confidence'] as const;
export type PlaneName = (typeof planeNames)[number];

export const planesSchema = z
  .array(z.enum(planeNames))
  .max(planeNames.length)
  .refine((names) => new Set(names).size === names.length, 'must name each plane once');

/** How the bytes of a plane are to be read. */
export const planeLayoutSchema = z.object({
  name: z.enum(planeNames),
  type: z.enum(['uint8', 'uint16']),
  shape: z.array(z.int().min(1)),
});
export type PlaneLayout = z.infer<typeof planeLayoutSchema>;

/** The layout of every plane of a view of this size. */
export function planeLayouts({ width, height }: { width: number; height: number }): PlaneLayout[] {
  return planeNames.map((name) => ({
    name,
    type: name === 'depth' ? 'uint16' : 'uint8',
    shape: name === 'rgb' ? [3, height, width] : [height, width],
  }));
}
