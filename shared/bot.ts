import { z } from 'zod';

/** How well bots play. */
export const botLevels = ['easy', 'normal', 'hard'] as const;
export const botLevelSchema = z.enum(botLevels);
export type BotLevel = z.infer<typeof botLevelSchema>;

/** Most bots of a room: a person has a seat as well. */
export const mostBots = 7;

/** How many seats bots fill as long as no person wants them, and how well they play. */
export const botRequestSchema = z.strictObject({
  count: z.int().min(0).max(mostBots),
  level: botLevelSchema.default('normal'),
});
export type BotRequest = z.infer<typeof botRequestSchema>;
