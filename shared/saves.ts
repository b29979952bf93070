import { z } from 'zod';
import { identifier } from './identifier.ts';
import { displayText, type TextLimits } from './text/display-text.ts';

/** Most named moments of a room. */
export const mostSlots = 20;
/** Of the name of a moment. */
export const slotNameLimits: TextLimits = { characters: 40, codeUnits: 160 };

const moment = z.int().min(1);

/** What a host asks of the saved moments of the room. */
export const saveRequestSchema = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('list') }),
  /** Saves this moment under a name. An earlier one of the same name is replaced. */
  z.strictObject({ ask: z.literal('keep'), name: displayText(slotNameLimits) }),
  /** The room becomes what it was then, for everybody in it. */
  z.strictObject({ ask: z.literal('rewind'), moment }),
  /** A new room begins at that moment. */
  z.strictObject({ ask: z.literal('branch'), moment }),
  /** A room opens in which everything that happened since that moment happens again. */
  z.strictObject({ ask: z.literal('replay'), moment }),
  z.strictObject({ ask: z.literal('forget'), moment }),
]);
export type SaveRequest = z.input<typeof saveRequestSchema>;

const savedMomentSchema = z.object({
  id: moment,
  /** Empty for moments that were saved by themselves. */
  name: z.string(),
  kind: z.enum(['auto', 'slot', 'rewound']),
  tick: z.int().min(0),
  /** Milliseconds since the Unix epoch. */
  made: z.number(),
  /** Path of a picture, with a signed token. */
  picture: z.string(),
});
export type SavedMoment = z.infer<typeof savedMomentSchema>;

/** What the room answers the host. */
export const saveAnswerSchema = z.discriminatedUnion('about', [
  z.object({
    about: z.literal('moments'),
    /** Oldest first. */
    moments: z.array(savedMomentSchema),
    /** Path, with a signed token, of an archive of the room. */
    archive: z.string(),
  }),
  /** The branch, and paths of its links. */
  z.object({ about: z.literal('branch'), room: identifier, hostLink: z.string(), playLink: z.string() }),
  z.object({ about: z.literal('replay'), room: identifier, watchLink: z.string() }),
]);
export type SaveAnswer = z.infer<typeof saveAnswerSchema>;

/** Ticks of the past in a tick of the clock. */
export const fastestReplay = 8;

/** How a replay goes on, for everybody who watches it. */
export const replayCommandSchema = z.strictObject({
  speed: z.number().min(0).max(fastestReplay).optional(),
  tick: z.int().min(0).optional(),
});
export type ReplayCommand = z.output<typeof replayCommandSchema>;
