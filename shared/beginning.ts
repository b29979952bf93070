import { z } from 'zod';
import type { Manifest } from './pack.ts';
import type { planControls } from './plan.ts';

/**
 * What a room begins with: `world` is a world seed with its edges, `endless` the same with generated ground beyond them,
 * `picture` one picture of it, `nothing` no picture at all.
 */
export const beginnings = ['world', 'endless', 'picture', 'nothing'] as const;
export const beginningSchema = z.enum(beginnings);
export type Beginning = z.infer<typeof beginningSchema>;

/** Largest seed of a room's chance. */
export const largestRoomSeed = 2 ** 31 - 1;
export const roomSeedSchema = z.int().min(0).max(largestRoomSeed);

const told = z.number().min(0).max(1).optional();

/** What a room's map is asked for: planControls by name, 0 to 1; what is left out is left open. */
export const planRequestSchema = z.strictObject({
  openness: told,
  tallness: told,
  greenery: told,
  doors: told,
} satisfies Record<(typeof planControls)[number]['name'], z.ZodType>);
export type PlanRequest = z.infer<typeof planRequestSchema>;

/** Whether rooms of a pack can have a map: its networks make ground, and pictures of it. */
export function canMap({ graphs, plan }: Pick<Manifest, 'graphs' | 'plan'>): boolean {
  return plan !== undefined && graphs.plan !== undefined && graphs.surface !== undefined;
}

/** What rooms of a pack may begin with. */
export function beginningsOf(manifest: Pick<Manifest, 'graphs' | 'plan'>): Beginning[] {
  return canMap(manifest) ? [...beginnings] : ['world'];
}

/** Whether the ground of a room goes on beyond what its pictures show. */
export function hasMap(begin: Beginning | undefined): boolean {
  return (begin ?? 'world') !== 'world';
}
