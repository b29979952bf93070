import { freePlay } from './free-play.ts';
import type { GameMode } from './mode.ts';
import { relicRush, relicTeams } from './relic-rush.ts';
import { tag } from './tag.ts';

/** Every game mode of this server, in the order in which people are offered them. */
export const modes: readonly GameMode[] = [relicRush, relicTeams, tag, freePlay];

/** What rooms play where nobody says. */
export const defaultMode: GameMode = freePlay;

/** The mode of a name; undefined when there is none. */
export function modeNamed(name: string): GameMode | undefined {
  return modes.find((mode) => mode.name === name);
}
