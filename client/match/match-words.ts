import type { About } from '../texts/en/game.ts';
import { texts } from '../texts.ts';

/** What a mode is called; its own name where there are no words for it. */
export function modeTitle(mode: string): string {
  return texts.game.modes[mode]?.title ?? mode;
}

/** The word for what a mode marks; the key itself where there is none. */
export function wordFor(key: string): string {
  return texts.game.words[key] ?? key;
}

/** The sentence for what a mode announces; the key itself where there is none. */
export function announcementText(key: string, about: About): string {
  return texts.game.announcements[key]?.(about) ?? key;
}
