import { z } from 'zod';
import { actionSchema, buttonNames } from '../../../shared/action.ts';
import { matchCommands, matchPhases } from '../../../shared/match.ts';
import { sketchSchema } from '../../../shared/sketch.ts';
import { worldSeedSchema } from '../../../shared/world-seed.ts';
import { limits, stages } from '../statistics.ts';

/** Grows when a snapshot of an older server can no longer be read as it is. */
export const worldSnapshotFormat = 1;

/** Finite. Files keep it bit by bit: contracts/exact-json.ts. */
const real = z.number();
const count = z.int().min(0);
const id = z.string().max(64);

const bodySchema = z.object({
  kind: z.enum(['player', 'ball']),
  x: real,
  y: real,
  z: real,
  heading: real,
  vx: real,
  vy: real,
  vz: real,
});

const playerSchema = z.object({
  id,
  name: z.string(),
  colour: count,
  body: bodySchema,
  pitch: real,
  score: z.int(),
  connected: z.boolean(),
  acknowledged: count,
});

const entitySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('door'),
    closed: z.object({ x: real, y: real, z: real }),
    yaw: real,
    state: real,
    opening: z.boolean(),
  }),
  z.object({ kind: z.literal('block'), x: real, y: real, z: real, yaw: real, colour: count }),
  z.object({ kind: z.literal('orb'), x: real, y: real, z: real, returns: count.optional() }),
  z.object({ kind: z.literal('ball'), body: bodySchema }),
]);

const standingSchema = z.object({
  id,
  name: z.string(),
  colour: count,
  team: count,
  score: z.int(),
  roundScore: z.int(),
  present: z.boolean(),
  role: z.string(),
});

const matchSchema = z.object({
  mode: z.string(),
  phase: z.enum(matchPhases),
  paused: z.boolean(),
  pausedTicks: count,
  round: count,
  ends: count,
  begun: z.boolean(),
  needsRestore: z.boolean(),
  needsGathering: z.boolean(),
  standings: z.array(standingSchema),
  marks: z.array(
    z.object({ id: z.string(), key: z.string(), x: real, z: real, radius: real, follows: z.string() }),
  ),
  announcements: z.array(
    z.object({
      number: count,
      key: z.string(),
      player: z.string(),
      other: z.string(),
      points: z.number(),
    }),
  ),
  announced: count,
  timers: z.array(z.object({ name: z.string(), at: z.int() })),
  inside: z.array(z.object({ zone: z.string(), kind: z.enum(['player', 'ball']), id: z.string() })),
  record: z.object({ name: z.string(), score: z.int() }).optional(),
  /** State of the mode: plain JSON data. */
  own: z.record(z.string(), z.json()),
});

const recordOf = <Name extends string>(names: readonly Name[]) => z.record(z.enum(names), z.number());

const statisticsSchema = z.object({
  ticks: count,
  missedTicks: count,
  undrawnTicks: count,
  dueTicks: count,
  deadlinesMet: count,
  views: count,
  imaginedViews: count,
  faults: count,
  limited: recordOf(limits),
  pushes: count,
  waysOut: recordOf(['wall', 'door', 'block', 'player', 'ball', 'enclosed']),
  milliseconds: recordOf(stages),
});

/**
 * Everything that a world is between two ticks, except its memory (store/memory-record.ts), as plain data. Not in it,
 * because it is made again: the newest frames of views, cameras of spectators, sizes of pictures, and whose view is
 * watched.
 */
export const worldSnapshotSchema = z.object({
  format: z.literal(worldSnapshotFormat),
  roomSeed: z.int(),
  /** Number of players that have ever joined. Decides where the next one starts. */
  joined: count,
  state: z.object({
    tick: count,
    /** In the order of joining. */
    players: z.array(playerSchema),
    /** In the order of creation. */
    entities: z.array(z.tuple([z.string(), entitySchema])),
    controls: z.array(z.tuple([z.string(), real])),
    guidance: real,
    nextEntity: count,
  }),
  match: matchSchema,
  inputs: z.array(
    z.object({
      player: id,
      newest: z.object({ sequence: count, action: actionSchema }).optional(),
      pressed: z.array(z.enum(buttonNames)),
      age: count,
    }),
  ),
  lighting: z.object({
    shown: z.array(real),
    from: z.array(real),
    towards: z.array(real),
    ticks: count,
  }),
  /** Commands for the next tick. */
  commands: z.array(z.enum(matchCommands)),
  sketches: z.array(sketchSchema),
  /** Tiles of the generated map, where the world has one. */
  map: worldSeedSchema.shape.map,
  statistics: statisticsSchema,
});
export type WorldSnapshot = z.output<typeof worldSnapshotSchema>;
