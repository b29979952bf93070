import { z } from 'zod';
import { actionSchema } from './action.ts';
import { beginningSchema, planRequestSchema, roomSeedSchema } from './beginning.ts';
import { botRequestSchema } from './bot.ts';
import { identifier } from './identifier.ts';
import { matchCommands, modeNameSchema } from './match.ts';
import { noticeSchema } from './notices/notice.ts';
import { paceSchema } from './pace.ts';
import { manifestSchema } from './pack.ts';
import { fieldIssue } from './refusals/field-fault.ts';
import { chatLimits, displayText, personName, promptLimits, roomNameLimits } from './text/display-text.ts';

/** What somebody may be in a room; a host plays, and decides who may be there. */
export const roleSchema = z.enum(['host', 'player', 'spectator']);
export type Role = z.infer<typeof roleSchema>;

/** What an invite is for: people, or a program that plays by the agents' door. */
export const inviteRoleSchema = z.enum([...roleSchema.options, 'agent']);
export type InviteRole = z.infer<typeof inviteRoleSchema>;

/** Who may come: anybody, or whoever has an invite. Only public rooms are listed. */
export const accessSchema = z.enum(['public', 'link']);
export type Access = z.infer<typeof accessSchema>;

/** What a client asks for when it joins; `token` is an invite signed by this server. */
export const joinOptionsSchema = z.strictObject({
  name: personName().default('Guest'),
  role: roleSchema.default('player'),
  token: z.string().max(1024).optional(),
  /** A random id that the page keeps in its browser: by it, whoever was kicked is known again. */
  visitor: identifier.optional(),
});
export type JoinOptions = z.input<typeof joinOptionsSchema>;

/** What the REST call that creates a room takes. */
export const createRoomSchema = z.strictObject({
  name: displayText(roomNameLimits).default('A room'),
  /** Name of a world seed of the pack; the first one when left out. */
  world: z.string().max(40).optional(),
  /** Most players; more watch. */
  seats: z.int().min(1).max(8).default(4),
  access: accessSchema.default('public'),
  /** Name of a game mode of the server; free play when left out. */
  mode: modeNameSchema.optional(),
  /** What the room begins with; `world` when left out. The others need a pack that can make ground. */
  begin: beginningSchema.optional(),
  /** What its map is asked for; not with a beginning without a map. */
  plan: planRequestSchema.optional(),
  /** What the map is asked for, and how the world looks, in words. What `plan` says counts more. */
  sentence: displayText(promptLimits).optional(),
  /** Decides everything that happens by chance, and the map; drawn when left out. */
  roomSeed: roomSeedSchema.optional(),
  /** Whether the room keeps time by the clock, as when left out, or waits for its agents. */
  pace: paceSchema.optional(),
  /** Bots that fill seats which no person wants; none when left out. */
  bots: botRequestSchema.optional(),
});
export type CreateRoom = z.input<typeof createRoomSchema>;

/** What a room's host may command; anybody else is refused. `member` is a session id. */
export const hostCommandSchema = z.discriminatedUnion('command', [
  /** All invites made so far are worth nothing; the host is handed new ones. */
  z.strictObject({ command: z.literal('revoke') }),
  /** Nobody new gets a seat, until it is unlocked. */
  z.strictObject({ command: z.literal('lock') }),
  z.strictObject({ command: z.literal('unlock') }),
  /** Puts somebody out; the same browser cannot come back until it is let in again. */
  z.strictObject({ command: z.literal('kick'), member: identifier }),
  z.strictObject({ command: z.literal('letIn'), member: identifier }),
  /** Nobody hears somebody's chat and emotes, also when it comes back in the same browser, or they do again. */
  z.strictObject({ command: z.literal('silence'), member: identifier }),
  z.strictObject({ command: z.literal('letSpeak'), member: identifier }),
  /** Another player becomes host. */
  z.strictObject({ command: z.literal('handOver'), member: identifier }),
  /** Whether somebody who asks for the role becomes host. */
  z.strictObject({ command: z.literal('answerClaim'), member: identifier, allow: z.boolean() }),
  /** The world stands still, or goes on; the round begins anew; what is waited for begins now. */
  z.strictObject({ command: z.enum(matchCommands) }),
  /** So many seats are filled with bots, as long as no person wants them. */
  botRequestSchema.extend({ command: z.literal('bots') }),
]);
export type HostCommand = z.infer<typeof hostCommandSchema>;

/** Most controls in one request. */
const mostControls = 32;

/** How the host wants the world to look; anybody else is refused. */
export const controlsRequestSchema = z.strictObject({
  /** Values of the pack's controls by name: numbers in their own units, or named values. */
  values: z
    .record(z.string().max(40), z.union([z.number(), z.string().max(40)]))
    .superRefine((values, context) => {
      if (Object.keys(values).length <= mostControls) return;
      context.addIssue(fieldIssue({ code: 'too-long', values: { maximum: mostControls } }));
    })
    .optional(),
  /** How strongly views follow them. */
  guidance: z.number().optional(),
  /** A sentence to take values from. */
  prompt: displayText(promptLimits).optional(),
});
export type ControlsRequest = z.input<typeof controlsRequestSchema>;

/** What the room took from the host's sentence: values by control, and words that say nothing to it. */
export interface ControlsAnswer {
  understood: Record<string, number>;
  unknown: string[];
}

/** The newest state of a client's devices, sent once a tick; older sequence numbers are ignored. */
export const inputMessageSchema = z.strictObject({
  sequence: z.int().min(0).max(0xffffffff),
  action: actionSchema,
  /** The room's epoch that the sender knows. An input for a future that was taken back is refused. */
  epoch: z.int().min(0).optional(),
});
export type InputMessage = z.infer<typeof inputMessageSchema>;

/** What somebody writes to everybody in the room: plain text on one line. */
export const chatRequestSchema = z.strictObject({ text: displayText(chatLimits) });
export type ChatRequest = z.infer<typeof chatRequestSchema>;

/** What somebody wrote, as the room tells everybody. */
export interface ChatMessage {
  /** The sender's session id, and what the room knows of it. */
  id: string;
  name: string;
  role: 'player' | 'spectator';
  /** Whether the sender was host when it wrote. */
  host: boolean;
  text: string;
}

/** Whether somebody can see the page: while nobody can, its view need not be drawn. */
export const visibilitySchema = z.strictObject({ hidden: z.boolean() });
export type Visibility = z.infer<typeof visibilitySchema>;

/** Pixels of the screen with which a page shows its player's view. */
export const shownSizeSchema = z.strictObject({
  width: z.int().min(1).max(16_384),
  height: z.int().min(1).max(16_384),
});
export type ShownSize = z.infer<typeof shownSizeSchema>;

/** Sent by a client to measure the round trip; answered with the server's clock and tick. */
export const pingSchema = z.strictObject({ id: z.int().min(0) });
export interface Pong {
  id: number;
  /** Milliseconds since the epoch, with fraction. */
  time: number;
  tick: number;
}

/** Who came with the host invite and asks the host for its role; the host answers with `answerClaim`. */
export interface HostClaims {
  claims: { id: string; name: string }[];
}

/** The name under which rooms are defined in Colyseus. */
export const roomType = 'world';

/** REST answers. */
export interface RoomSummary {
  id: string;
  name: string;
  access: Access;
  world: string;
  players: number;
  seats: number;
  spectators: number;
  /** Path of a picture of what goes on in it, that of its newest; in the list of open rooms alone. */
  thumbnail?: string;
  /** Name of the game mode. */
  mode: string;
}
/** Paths (with signed tokens): one for the host alone, two to send to people, and the WebSocket of agents. */
export interface InviteLinks {
  hostLink: string;
  playLink: string;
  watchLink: string;
  agentLink: string;
}
export interface CreatedRoom extends RoomSummary, InviteLinks {
  /** Path (with a signed token) from which the room's host gets its world as a tar archive. */
  exportLink: string;
}

/**
 * What a page checks of the server's answers and messages. Unknown fields are dropped, so that an
 * older page goes on working with a newer server.
 */
export const pongSchema: z.ZodType<Pong> = z.object({ id: z.int(), time: z.number(), tick: z.number() });

export const chatMessageSchema: z.ZodType<ChatMessage> = z.object({
  id: identifier,
  name: z.string(),
  role: z.enum(['player', 'spectator']),
  host: z.boolean(),
  text: z.string(),
});

export const controlsAnswerSchema: z.ZodType<ControlsAnswer> = z.object({
  understood: z.record(z.string(), z.number()),
  unknown: z.array(z.string()),
});

/** What the page received over WebRTC has ended on the server's side; it can connect its media again at once. */
export const mediaLostSchema = z.object({});
export type MediaLost = z.infer<typeof mediaLostSchema>;
export const hostClaimsSchema: z.ZodType<HostClaims> = z.object({
  claims: z.array(z.object({ id: identifier, name: z.string() })),
});

/** What the room tells a person; of a refusal, `field` is the message and the field of it, such as host.member. */
export const noticeMessageSchema = z.intersection(
  z.object({ level: z.enum(['info', 'warning', 'error']), field: z.string().optional() }),
  noticeSchema,
);
export type NoticeMessage = z.infer<typeof noticeMessageSchema>;
export type NoticeLevel = NoticeMessage['level'];

const roomSummaryShape = {
  id: identifier,
  name: z.string(),
  access: accessSchema,
  world: z.string(),
  players: z.int().min(0),
  seats: z.int().min(1),
  spectators: z.int().min(0),
  thumbnail: z.string().optional(),
  mode: z.string(),
};
const inviteLinksShape = {
  hostLink: z.string(),
  playLink: z.string(),
  watchLink: z.string(),
  agentLink: z.string(),
};
export const inviteLinksSchema: z.ZodType<InviteLinks> = z.object(inviteLinksShape);
export const roomSummarySchema: z.ZodType<RoomSummary> = z.object(roomSummaryShape);
export const createdRoomSchema: z.ZodType<CreatedRoom> = z.object({
  ...roomSummaryShape,
  ...inviteLinksShape,
  exportLink: z.string(),
});

/**
 * Header of GET /api/worlds: the number of worlds that the server has not checked yet since its start, and will list
 * later unless they are broken.
 */
export const uncheckedWorlds = 'worldroom-unchecked-worlds';

/** One of the pack's world seeds, as GET /api/worlds lists them. */
export const worldSummarySchema = z.object({
  name: z.string(),
  title: z.string(),
  /** Path of a picture of the world; left out when the server has none. */
  picture: z.string().optional(),
});
export type WorldSummary = z.infer<typeof worldSummarySchema>;

/** The public part of a pack's manifest, and what its rooms may begin with, as GET /api/pack answers them. */
export const publicPackSchema = z.object({
  ...manifestSchema.pick({ view: true, actions: true, controls: true, relight: true, motion: true }).shape,
  beginnings: z.array(beginningSchema).default(['world']),
});
export type PublicPack = z.infer<typeof publicPackSchema>;

/** What GET /api/server answers: another instance is another run of the server, whose rooms are others. */
export const serverInfoSchema = z.object({ instance: z.string() });
export type ServerInfo = z.infer<typeof serverInfoSchema>;

/**
 * How every REST call says that something was wrong: an English sentence, the field of the request that it is about, and
 * the refusal by its code (refusals/refusal.ts), which pages say in their own language.
 */
export const apiErrorSchema = z.object({
  error: z.string(),
  field: z.string().optional(),
  code: z.string().optional(),
  values: z.unknown().optional(),
});
