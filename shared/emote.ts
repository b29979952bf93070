import { z } from 'zod';
import { identifier } from './identifier.ts';

/** The emotes, in the order of the menu. */
export const emoteNames = ['wave', 'yes', 'laugh', 'heart', 'question', 'here'] as const;
export type EmoteName = (typeof emoteNames)[number];
const emoteSchema = z.enum(emoteNames);

/** A player's emote; the room sends it on to everybody. */
export const emoteRequestSchema = z.strictObject({ emote: emoteSchema });
export type EmoteRequest = z.infer<typeof emoteRequestSchema>;

/** An emote as the room broadcasts it; `id` is the player's session id, `host` is true for the room's host. */
export const shownEmoteSchema = z.object({
  id: identifier,
  name: z.string(),
  host: z.boolean(),
  emote: emoteSchema,
});
export type ShownEmote = z.infer<typeof shownEmoteSchema>;

/** Greatest number of people that one person can block at once. */
export const mostBlocked = 64;

/**
 * Session ids of all people that the sender blocks; replaces the list sent before. The room passes on
 * neither chat nor emotes between the two, in either direction.
 */
export const blockRequestSchema = z.strictObject({
  members: z.array(identifier).max(mostBlocked, `must be at most ${mostBlocked} people`),
});
export type BlockRequest = z.infer<typeof blockRequestSchema>;
