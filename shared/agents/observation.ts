import { z } from 'zod';
import { adapterNames, commandStates } from '../commands/command.ts';
import { matchPhases } from '../match.ts';
import { soundKinds } from '../sound-events.ts';
import { planeLayoutSchema } from './planes.ts';
import { senseFields } from './senses.ts';

const pointShape = { x: z.number(), y: z.number(), z: z.number() };

/** What a body feels, and pads tell by rumble. */
export const touchKinds = ['bump', 'landing', 'ball', 'orb'] as const;
export type TouchKind = (typeof touchKinds)[number];

/** What happened since the last observation. Places in metres, levels and strengths from 0 to 1. */
export const agentEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sound'),
    sound: z.enum(soundKinds),
    ...pointShape,
    /** Amplitude at 1 m. */
    level: z.number(),
    /** 1 where nothing is between source and ear, towards 0 behind walls. */
    openness: z.number(),
  }),
  z.object({ kind: z.literal('rumble'), touch: z.enum(touchKinds), strength: z.number() }),
  z.object({
    kind: z.literal('announcement'),
    /** A key of the game mode; names and points as it says them. */
    key: z.string(),
    player: z.string(),
    other: z.string(),
    points: z.int(),
  }),
]);
export type AgentEvent = z.infer<typeof agentEventSchema>;

/** Camera pose: metres and radians (geometry/camera.ts). */
const poseSchema = z.object({ ...pointShape, yaw: z.number(), pitch: z.number() });

/** What an agent knows of the world after a tick. */
export const observationSchema = z.object({
  tick: z.int().min(0),
  /** Simulated seconds since the room began. */
  time: z.number(),
  /** Sequence number of the newest action that moved the body; 0 before the first. */
  acknowledged: z.int().min(0),
  /**
   * Milliseconds from when the room received that action to when this observation was sent; in lock-step, simulated ones.
   */
  latency: z.number().min(0),
  /** The newest command; left out where axes and buttons move the body. */
  command: z
    .object({
      adapter: z.enum(adapterNames),
      /** Commands a second, and milliseconds, as the agent said when it joined. */
      rate: z.number(),
      latency: z.number(),
      /** Milliseconds from the command, or the controller's decision, that moves the body now until it began to. */
      measured: z.number().min(0).optional(),
      /** Sequence number of the newest command, whether or not it moves the body yet. */
      sequence: z.int().min(0),
      state: z.enum(commandStates),
      /** Of words: those that it carries out now, or that it ended with. */
      step: z.string().optional(),
    })
    .optional(),
  pose: poseSchema,
  /** Metres a second. */
  velocity: z.object(pointShape),
  /** Points of the match. */
  score: z.number(),
  /** What the game mode gives for what happened since the last observation. */
  reward: z.number(),
  /** The match is over. */
  over: z.boolean(),
  match: z.object({
    phase: z.enum(matchPhases),
    round: z.int().min(0),
    /** Of the phase; left out where it has no end. */
    secondsLeft: z.number().optional(),
  }),
  events: z.array(agentEventSchema),
  ...senseFields,
  /** What it sees, where it asked for planes and has a view; their bytes follow, in this order. */
  picture: z
    .object({
      /** The tick that the picture shows, and from where. */
      tick: z.int().min(0),
      pose: poseSchema,
      planes: z.array(planeLayoutSchema),
    })
    .optional(),
});
export type Observation = z.infer<typeof observationSchema>;
