import type { BotLevel } from '../../shared/bot.ts';

/** How well a bot plays. */
export interface BotSkill {
  /** Share of the walking speed that it uses. */
  readonly pace: number;
  /** Seconds between two decisions: it goes on with what it was at. */
  readonly decideSeconds: number;
  /** Seconds by which it walks ahead of where others are now. */
  readonly lead: number;
  /** Largest error of the direction in which it walks, radians. */
  readonly wander: number;
  /** Seconds for which it remembers where it saw somebody. */
  readonly memorySeconds: number;
}

export const botSkills: Readonly<Record<BotLevel, BotSkill>> = {
  easy: { pace: 0.6, decideSeconds: 1.2, lead: 0, wander: 0.5, memorySeconds: 1 },
  normal: { pace: 0.85, decideSeconds: 0.5, lead: 0.2, wander: 0.2, memorySeconds: 4 },
  hard: { pace: 1, decideSeconds: 0.15, lead: 0.45, wander: 0, memorySeconds: 10 },
};
