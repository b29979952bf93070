import { z } from 'zod';
import { beginningSchema, planRequestSchema } from '../../shared/beginning.ts';
import { accessSchema } from '../../shared/messages.ts';
import { mostSavedTiles, savedTileSchema, worldSeedSchema } from '../../shared/world-seed.ts';
import { savedMembersSchema } from '../contracts/saved-members.ts';
import { worldOperationSchema } from '../world/log/operation.ts';
import { worldSnapshotSchema } from '../world/snapshots/world-snapshot.ts';
import { digestSchema, memoryRecordSchema, poseSchema } from './memory-record.ts';

/** Format of everything that stores and archives hold of rooms. Grows when an older one can no longer be read as it is. */
export const roomFormat = 1;
const format = z.literal(roomFormat);
const count = z.int().min(0);

/** What a room was created with. It never changes. */
export const roomAboutSchema = z.object({
  format,
  /** Name of the pack whose networks draw it. */
  pack: z.string(),
  plan: z.object({
    ...{ name: z.string(), world: z.string(), mode: z.string() },
    ...{ seats: z.int().min(1), access: accessSchema },
    begin: beginningSchema.optional(),
    plan: planRequestSchema.optional(),
  }),
  roomSeed: z.int(),
  /** What the room's map was begun from, in a room with a map. */
  began: z.array(savedTileSchema).max(mostSavedTiles).optional(),
  /** The world seed without its pictures, which are in the memory. */
  seed: worldSeedSchema.omit({ format: true, keyframes: true }),
  /** The room that it was branched from, and at which tick. */
  branch: z.object({ room: z.string(), tick: count }).optional(),
});
export type RoomAbout = z.output<typeof roomAboutSchema>;

/** The state of a room at the end of a commit: everything but its memory. */
export const roomStateSchema = z.object({
  format,
  world: worldSnapshotSchema,
  members: savedMembersSchema,
});
export type RoomState = z.output<typeof roomStateSchema>;

/** A snapshot of a whole room. */
export const roomContentSchema = roomStateSchema.extend({
  memory: memoryRecordSchema,
  /** A WebP picture of what went on. */
  picture: digestSchema.optional(),
});
export type RoomContent = z.output<typeof roomContentSchema>;

/** A change of memory, by reference to its pictures. */
const memoryChangeSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('held'),
    ...{ id: count, pose: poseSchema, tick: count, author: z.string(), picture: digestSchema },
  }),
  z.object({ type: z.literal('evicted'), id: count, considered: z.array(count).readonly() }),
  z.object({
    type: z.literal('surveyed'),
    author: z.string(),
    pose: poseSchema,
    cells: z.array(z.int()).readonly(),
  }),
]);
export type MemoryChangeRecord = z.output<typeof memoryChangeSchema>;

/** What happened between two commits, in order. */
export const logSchema = z.object({
  format,
  entries: z.array(
    z.discriminatedUnion('do', [
      ...worldOperationSchema.options,
      z.object({ do: z.literal('memory'), change: memoryChangeSchema }),
      z.object({ do: z.literal('state'), world: worldSnapshotSchema }),
    ]),
  ),
});
export type LogRecord = z.output<typeof logSchema>;
