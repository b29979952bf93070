import { z } from 'zod';
import { beginningSchema, planRequestSchema, roomSeedSchema } from './beginning.ts';
import { displayText, promptLimits } from './text/display-text.ts';

/** What the REST call takes that shows how a room would begin. */
export const previewRequestSchema = z.strictObject({
  /** Name of a world seed of the pack; the first one when left out. */
  world: z.string().max(40).optional(),
  /** A room that begins with its world alone has no map to show. */
  begin: beginningSchema.exclude(['world']),
  plan: planRequestSchema.optional(),
  /** What the map is asked for, and how the world looks, in words. */
  sentence: displayText(promptLimits).optional(),
  roomSeed: roomSeedSchema,
});
export type PreviewRequest = z.input<typeof previewRequestSchema>;

const cells = z.base64();
const unit = z.number().min(0).max(1);

/** What a sentence asks for, and what it does not say anything about. */
export const sentenceReadingSchema = z.object({
  /** Values of the pack's controls by name, in their own units. */
  looks: z.record(z.string(), z.number()),
  plan: planRequestSchema,
  /** Words without a meaning here. */
  unknown: z.array(z.string()),
});
export type SentenceReading = z.infer<typeof sentenceReadingSchema>;

/** The ground around the start of a room that is not made yet. */
export const previewSchema = z.object({
  /** Cells along each side. */
  size: z.int().min(1).max(128),
  /** Tokens of plan.ts, a byte a cell, [size, size] in rows along x, as base64. */
  kinds: cells,
  materials: cells,
  /** Red, green and blue of the materials, by token. */
  colours: z.array(z.tuple([unit, unit, unit])),
  /** Where the first player stands, in cells from the first one's corner, and looks, radians. */
  start: z.object({ x: z.number(), z: z.number(), yaw: z.number() }),
  /** Path of a WebP picture of the first look. */
  picture: z.string(),
  /** What was taken from the sentence, where one was sent. */
  read: sentenceReadingSchema.optional(),
});
export type Preview = z.infer<typeof previewSchema>;
