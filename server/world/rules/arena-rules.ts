import { blockRules } from './blocks.ts';
import { doorRules } from './doors.ts';
import { orbRules } from './orbs.ts';
import { allRules } from './rules.ts';

/** What every game mode plays with: doors to open, blocks to build with, orbs to collect. */
export const arenaRules = allRules(doorRules, blockRules, orbRules);
