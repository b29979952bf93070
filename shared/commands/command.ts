import { z } from 'zod';

/**
 * Kinds of bodies and people that command a player's body otherwise than by axes and buttons. An adapter turns what each of
 * them says into the one action space (action.ts).
 */
export const adapterNames = ['velocity', 'position', 'push', 'words'] as const;
export type AdapterName = (typeof adapterNames)[number];

/** How fast a body takes commands, and how late it obeys. */
const timingSchema = z.strictObject({
  /** Most commands a second (Hz), and how often a controller of the room decides. */
  rate: z.number().min(0.5).max(120).default(20),
  /** Milliseconds from a command, or from a controller's decision, until the body moves by it. */
  latency: z.number().min(0).max(2000).default(0),
});
export type CommandTiming = z.output<typeof timingSchema>;

/** The timing of each adapter; an adapter that is left out has the default one. */
export const adapterTimingsSchema = z.strictObject({
  velocity: timingSchema.prefault({}),
  position: timingSchema.prefault({}),
  push: timingSchema.prefault({}),
  words: timingSchema.prefault({}),
});
export type AdapterTimings = z.output<typeof adapterTimingsSchema>;

const metres = z.number().min(-1e5).max(1e5);
const placeSchema = z.strictObject({ x: metres, z: metres });

/**
 * A twist of a wheeled robot, as in ROS' `cmd_vel` (geometry_msgs/Twist; axes of REP 103): `v` metres a second forward, `omega`
 * radians a second, positive to the left. It is held to what the body can do.
 */
const velocitySchema = z.strictObject({
  adapter: z.literal('velocity'),
  v: z.number().min(-100).max(100),
  omega: z.number().min(-100).max(100),
});
export type VelocityCommand = z.output<typeof velocitySchema>;

/** A place to be at, metres, and the heading to have there, radians (0 looks along z, positive to the right). */
const positionSchema = z.strictObject({
  adapter: z.literal('position'),
  ...placeSchema.shape,
  heading: z.number().min(-1e3).max(1e3).optional(),
});
export type PositionCommand = z.output<typeof positionSchema>;

/** What can be pushed. */
export const pushedKinds = ['ball', 'player'] as const;

/**
 * Pushes the nearest such body that was seen as a spring and a damper between it and the target would (impedance control,
 * Hogan 1985): its error decays at the rate stiffness / damping, and nothing pushes while it is faster than that.
 */
const pushSchema = z.strictObject({
  adapter: z.literal('push'),
  thing: z.enum(pushedKinds),
  target: placeSchema,
  /** Newtons a metre. */
  stiffness: z.number().positive().max(1e4).default(20),
  /** Newton seconds a metre. */
  damping: z.number().positive().max(1e4).default(20),
});
export type PushCommand = z.output<typeof pushSchema>;

/** A wish in words: words.ts has the grammar. */
const wordsSchema = z.strictObject({ adapter: z.literal('words'), text: z.string().min(1).max(200) });
export type WordsCommand = z.output<typeof wordsSchema>;

export const commandSchema = z.discriminatedUnion('adapter', [
  velocitySchema,
  positionSchema,
  pushSchema,
  wordsSchema,
]);
export type Command = z.output<typeof commandSchema>;

/**
 * How far a command is. `blocked`: the body does not get there. `unseen`: the thing that the command names has not been seen.
 */
export const commandStates = ['idle', 'under-way', 'done', 'blocked', 'unseen'] as const;
export type CommandState = (typeof commandStates)[number];
