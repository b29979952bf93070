import { z } from 'zod';
import { entityKinds } from './entity.ts';
import { planTile } from './plan.ts';

export const worldSeedFormat = 1;
/** Most keyframes of a world seed. */
export const mostSeedKeyframes = 256;

/** Most tiles of generated ground in a world seed. */
export const mostSavedTiles = 65_536;

const metres = z.number().min(-10_000).max(10_000);
const radians = z.number().min(-7).max(7);
const unit = z.number().min(0).max(1);
const tileCells = z.base64().length(4 * Math.ceil((planTile * planTile) / 3));
export const savedTileSchema = z.strictObject({
  x: z
    .int()
    .min(-(2 ** 16))
    .max(2 ** 16),
  z: z
    .int()
    .min(-(2 ** 16))
    .max(2 ** 16),
  kinds: tileCells,
  materials: tileCells,
});
const fileName = z
  .string()
  .regex(/^[\w-]+\.(webp|png)$/, 'must be a .webp or .png file name without a folder');

/**
 * `seed.json` of a world seed: a folder with a handful of posed RGB-D keyframes that cover where
 * players start, and the entities that the world begins with. Each keyframe is an image (RGB) and a
 * 16-bit greyscale PNG of inverse depth codes (inverse-depth.ts; 0 = unknown or an entity).
 */
export const worldSeedSchema = z.strictObject({
  format: z.literal(worldSeedFormat, `must be ${worldSeedFormat}`),
  title: z.string().min(1).max(80),
  /** Where the pictures come from, for the reader: "reference world 2000003". */
  source: z.string().max(200),
  /** Where bodies may start, feet on the ground. */
  spawns: z.array(z.strictObject({ x: metres, z: metres, yaw: radians })).min(1),
  entities: z.array(
    z.strictObject({
      kind: z.enum(entityKinds).exclude(['player']),
      x: metres,
      y: metres,
      z: metres,
      yaw: radians,
      /** Index into the kind's colours. */
      colour: z.int().min(0).max(15),
      state: unit,
    }),
  ),
  /** Control values under which the keyframes were taken, by name, in the controls' own units. */
  controls: z.record(z.string(), z.number()),
  /** Control values that rooms begin with where those are others: what the host of a saved room had asked for. */
  asked: z.record(z.string(), z.number()).optional(),
  /** Azimuth of the sun in the keyframes, radians as a yaw is; left out where nobody knows. */
  sun: radians.optional(),
  /** Tiles of generated ground (plan.ts): tokens of kinds and of materials, a byte a cell, as base64. */
  map: z.array(savedTileSchema).max(mostSavedTiles).optional(),
  keyframes: z
    .array(
      z.strictObject({
        image: fileName,
        depth: fileName,
        pose: z.strictObject({ x: metres, y: metres, z: metres, yaw: radians, pitch: radians }),
        /** Left out where the picture was captured: networks drew it, so that its depths are trusted less. */
        drawn: z.literal(true).optional(),
      }),
    )
    .min(1)
    .max(mostSeedKeyframes),
});

export type WorldSeedFile = z.infer<typeof worldSeedSchema>;
