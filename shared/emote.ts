import { z } from 'zod';
import { identifier } from './identifier.ts';

/** What a player can say without words, in the order of the menu. */
export const emoteNames = ['wave', 'yes', 'laugh', 'heart', 'question', 'here'] as const;
export type EmoteName = (typeof emoteNames)[number];
const emoteSchema = z.enum(emoteNames);

/** A player's emote, for everybody in the room. */
export const emoteRequestSchema = z.strictObject({ emote: emoteSchema });
export type EmoteRequest = z.infer<typeof emoteRequestSchema>;

/** An emote, as the room tells everybody; `id` is the player's session id, `host` whether it is host. */
export const shownEmoteSchema = z.object({
  id: identifier,
  name: z.string(),
  host: z.boolean(),
  emote: emoteSchema,
});
export type ShownEmote = z.infer<typeof shownEmoteSchema>;

/** Most people whom one can block at once. */
export const mostBlocked = 64;

/**
 * Everybody whom somebody blocks, by session id; it takes the place of what was said before. Between the two,
 * neither chat nor emotes are passed on, whoever of them it was.
 */
export const blockRequestSchema = z.strictObject({
  members: z.array(identifier).max(mostBlocked, `must be at most ${mostBlocked} people`),
});
export type BlockRequest = z.infer<typeof blockRequestSchema>;
