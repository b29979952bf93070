import { expedition } from './expedition.ts';
import { freePlay } from './free-play.ts';
import type { GameMode } from './mode.ts';
import { relicRush, relicTeams } from './relic-rush.ts';
import { tag } from './tag.ts';

/** Every game mode of this server, in the order of the lobby's list. */
export const modes: readonly GameMode[] = [relicRush, relicTeams, tag, expedition, freePlay];

/** The mode of rooms without a choice. */
export const defaultMode: GameMode = freePlay;

/** The mode with a name, or undefined if there is none. */
export function modeNamed(name: string): GameMode | undefined {
  return modes.find((mode) => mode.name === name);
}
