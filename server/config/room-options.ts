import { z } from 'zod';

/** Number of rooms, their members and their lifetime. */
export const roomOptions = {
  maximumRooms: z.int().min(1).max(10_000).default(16).describe('Most rooms at one time.'),
  maximumOpening: z
    .int()
    .min(1)
    .max(1000)
    .default(64)
    .describe('Most rooms that are being opened at one time; more are refused for the moment.'),
  maximumSpectators: z
    .int()
    .min(0)
    .max(10_000)
    .default(500)
    .describe('Most spectators of one room, those who wait for a seat among them.'),
  lockStep: z
    .enum(['off', 'on'])
    .default('off')
    .describe(
      'Whether anybody may make rooms that wait for their agents: they draw as fast as the machine can, at the cost of all others.',
    ),
  freeCamera: z
    .enum(['spare', 'always', 'off'])
    .default('spare')
    .describe(
      'Whether spectators may fly a camera: while there is time to spare for its view, always, or not.',
    ),
  reconnectSeconds: z
    .number()
    .min(0)
    .max(3600)
    .default(20)
    .describe('Seconds for which a dropped player keeps its body.'),
  idleRoomSeconds: z
    .number()
    // Not 0, because a new room is empty until its creator has followed the link.
    .min(1)
    .max(86_400)
    .default(60)
    .describe('Seconds after which an empty room ends.'),
};
