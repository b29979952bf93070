import type { z } from 'zod';
import type { goalRequestSchema } from '../../../shared/goals/goal-messages.ts';
import type { RoomBots } from '../bots/room-bots.ts';
import type { RoomGoals } from '../goals/room-goals.ts';
import type { Member } from '../members/roster.ts';

/** Has a bot carry out a goal of a player, who is told how it goes on; or ends the one under way. */
export function giveGoal(
  { line }: Member,
  { text, bot }: z.output<typeof goalRequestSchema>,
  { bots, goals }: { bots: Pick<RoomBots, 'ids'>; goals: RoomGoals },
): undefined {
  const id = bot === undefined ? bots.ids[0] : bots.ids.find((id) => id === bot);
  if (id !== undefined && text === undefined) goals.stop(id);
  else if (id !== undefined && text !== undefined) {
    goals.begin(id, text, (message) => line.send('goal', message));
  } else if (text !== undefined) {
    const fault = { code: 'goal-no-body', values: {} } as const;
    line.send('goal', { id: '', name: '', text, state: 'refused', steps: [], step: 0, fault });
  }
}
