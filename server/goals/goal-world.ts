import type { World } from '../world/world.ts';

/** What of a world a goal is planned and judged on: the room's own, or a branch of it. */
export type GoalWorld = Pick<World, 'state' | 'match' | 'ground' | 'manifest'>;
