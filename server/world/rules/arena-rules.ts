import { blockRules } from './blocks.ts';
import { doorRules } from './doors.ts';
import { orbRules } from './orbs.ts';
import { allRules } from './rules.ts';

/** The rules of every game mode: doors, blocks and orbs. */
export const arenaRules = allRules(doorRules, blockRules, orbRules);
