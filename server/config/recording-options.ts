import { z } from 'zod';

/** Recordings of views: folder, number, size and lifetime. */
export const recordingOptions = {
  recordingFolder: z
    .string()
    .min(1)
    .default('build/data/recordings')
    .describe('Folder of recordings; made when the first begins.'),
  maximumRecordings: z
    .int()
    .min(0)
    .max(64)
    .default(4)
    .describe('Most recordings at one time; 0 turns recording off.'),
  maximumRoomRecordings: z
    .int()
    .min(1)
    .max(64)
    .default(2)
    .describe('Most recordings of one room at one time.'),
  recordingMinutes: z.number().min(0.05).max(1440).default(10).describe('Greatest length of a recording.'),
  recordingMegabytes: z
    .number()
    .min(0.1)
    .max(65_536)
    .default(256)
    .describe('Largest size of a recording, in units of 1,000,000 bytes.'),
  clipSeconds: z
    .int()
    .min(0)
    .max(300)
    .default(30)
    .describe('Seconds of each player’s view that are kept in memory for a clip; 0 keeps none.'),
  clipMegabytes: z
    .number()
    .min(0.1)
    .max(7)
    .default(6)
    .describe('Most memory of the pictures of one view that are kept for a clip.'),
  recordingDiskMegabytes: z
    .number()
    .min(0.1)
    .max(16_777_216)
    .default(4096)
    .describe('Most that all recordings together take of the disk.'),
  recordingHours: z
    .number()
    .min(0.001)
    .max(8760)
    .default(24)
    .describe('Hours after which a recording is removed.'),
};
