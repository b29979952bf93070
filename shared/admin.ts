import { z } from 'zod';
import { accessSchema } from './messages.ts';
import { recordingStateSchema } from './recording.ts';

/** Requests of the page /admin and the server's answers; every field is shown to people. */

/** Opens a session: the server's admin token. */
export const adminLoginSchema = z.strictObject({ token: z.string().max(256) });

export const adminSessionSchema = z.object({
  /** To be sent as `Authorization: Bearer <session>`. */
  session: z.string(),
  /** Milliseconds since the epoch. */
  expires: z.number(),
});
export type AdminSession = z.infer<typeof adminSessionSchema>;

const memberSchema = z.object({
  /** Session id. */
  id: z.string(),
  name: z.string(),
  role: z.enum(['player', 'spectator']),
  /** Waits for a seat. */
  waiting: z.boolean(),
  connected: z.boolean(),
  host: z.boolean(),
});
export type AdminMember = z.infer<typeof memberSchema>;

const roomSchema = z.object({
  id: z.string(),
  name: z.string(),
  access: accessSchema,
  world: z.string(),
  players: z.number(),
  seats: z.number(),
  spectators: z.number(),
  ticks: z.number(),
  missedTicks: z.number(),
  undrawnTicks: z.number(),
  /** Share of ticks whose every view was delivered in time, 0 to 1. */
  deadlineAttainment: z.number(),
  /** Keyframes in memory. */
  keyframes: z.number(),
  faults: z.number(),
  /** Mean milliseconds of each stage of a tick. */
  milliseconds: z.record(z.string(), z.number()),
  members: z.array(memberSchema),
});
export type AdminRoom = z.infer<typeof roomSchema>;

const recordingSchema = z.object({
  id: z.string(),
  room: z.string(),
  roomName: z.string(),
  name: z.string(),
  state: recordingStateSchema,
  milliseconds: z.number(),
  bytes: z.number(),
});
export type AdminRecording = z.infer<typeof recordingSchema>;

const finishedSchema = z.object({
  id: z.string(),
  /** Names of the room and of the recorded player; empty when they are no longer known. */
  roomName: z.string(),
  name: z.string(),
  /** Milliseconds since the epoch. */
  began: z.number().optional(),
  expires: z.number(),
  bytes: z.number(),
  /** A crash or a full disk ended it. */
  cutShort: z.boolean(),
  /** Path, with a signed token, of the file. */
  link: z.string(),
});
export type AdminFinishedRecording = z.infer<typeof finishedSchema>;

const workerSchema = z.object({
  processId: z.number(),
  /** Cores in use since the sample before. */
  cores: z.number(),
  residentBytes: z.number().optional(),
});

const loadSchema = z.object({
  /** Cores that the server's own process uses, without the media workers. */
  cores: z.number(),
  residentBytes: z.number(),
  heapBytes: z.number(),
  /** Event loop delay of the main thread, milliseconds, since the sample before. */
  loopDelay: z.object({ p50: z.number(), p99: z.number(), maximum: z.number() }),
  mediaWorkers: z.array(workerSchema),
  generation: z.object({
    workers: z.number(),
    /** Views a second, and the share of them that had to be imagined, since the sample before. */
    viewsPerSecond: z.number(),
    imaginedShare: z.number(),
    /** Milliseconds a worker spends on a view: in total, and inside ONNX Runtime. */
    engineMilliseconds: z.number(),
    inferenceMilliseconds: z.number(),
  }),
});
export type AdminLoad = z.infer<typeof loadSchema>;

const logLineSchema = z.object({
  /** Milliseconds since the epoch. */
  time: z.number(),
  level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
  text: z.string(),
  /** The line's other fields, as JSON. */
  detail: z.string(),
});
export type AdminLogLine = z.infer<typeof logLineSchema>;

export const adminReportSchema = z.object({
  uptimeSeconds: z.number(),
  pack: z.string(),
  provider: z.string(),
  /** Undefined until the first sample. */
  load: loadSchema.optional(),
  rooms: z.array(roomSchema),
  recordings: z.array(recordingSchema),
  /** Finished recordings on the disk. */
  kept: z.object({ files: z.number(), bytes: z.number() }),
  /** The latest of them. */
  finished: z.array(finishedSchema),
  /** Newest first. */
  log: z.array(logLineSchema),
});
export type AdminReport = z.infer<typeof adminReportSchema>;
