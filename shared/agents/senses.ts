import { z } from 'zod';
import { entityKinds } from '../entity.ts';

/**
 * What an agent may sense besides pictures. Nothing is drawn for it, so that it costs little.
 *
 * - `sight`: what moves or can change and would show in its view now, within 16 m and not behind a wall
 * - `ranges`: distances to what is solid around the body, known from memory and map, as motion reads them
 */
export const senseNames = ['sight', 'ranges'] as const;
export type SenseName = (typeof senseNames)[number];

export const sensesSchema = z
  .array(z.enum(senseNames))
  .max(senseNames.length)
  .refine((names) => new Set(names).size === names.length, 'must name each sense once');

/** Something in sight. */
const thingInSightSchema = z.object({
  /** The same as long as it exists. */
  id: z.string(),
  kind: z.enum(entityKinds),
  /** Centre in metres, world space. */
  x: z.number(),
  y: z.number(),
  z: z.number(),
  /** Heading in radians. */
  yaw: z.number(),
  /** From 0 to 1: how far a door is open; 0 for every other kind. */
  state: z.number(),
});
export type ThingInSight = z.infer<typeof thingInSightSchema>;

/** Fields of an observation, each where its sense was asked for. */
export const senseFields = {
  /** Nearest first. */
  sight: z.array(thingInSightSchema).optional(),
  /** 32 distances in metres, at most 4; number i lies at the heading + i * 2 pi / 32, to the right. */
  ranges: z.array(z.number()).optional(),
};
