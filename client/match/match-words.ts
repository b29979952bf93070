import type { About } from '../texts/en/game.ts';
import { texts } from '../texts.ts';

/** Title of a mode; its own name if there is no text for it. */
export function modeTitle(mode: string): string {
  return texts.game.modes[mode]?.title ?? mode;
}

/** Label of a mode's mark; the key itself if there is no text for it. */
export function wordFor(key: string): string {
  return texts.game.words[key] ?? key;
}

/** Sentence of a mode's announcement; the key itself if there is no text for it. */
export function announcementText(key: string, about: About): string {
  return texts.game.announcements[key]?.(about) ?? key;
}
