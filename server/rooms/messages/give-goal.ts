import type { z } from 'zod';
import type { goalRequestSchema } from '../../../shared/goals/goal-messages.ts';
import type { RoomBots } from '../bots/room-bots.ts';
import type { RoomGoals } from '../goals/room-goals.ts';
import type { Member, Roster } from '../members/roster.ts';

/** Has a bot carry out a goal of a player, who is told how it goes on; or ends the one under way. */
export function giveGoal(
  { id: member, line }: Member,
  { text, bot }: z.output<typeof goalRequestSchema>,
  { bots, goals, roster }: { bots: Pick<RoomBots, 'ids'>; goals: RoomGoals; roster: Pick<Roster, 'get'> },
): undefined {
  const id = bot === undefined ? bots.ids[0] : bots.ids.find((id) => id === bot);
  if (id !== undefined && text === undefined) goals.stop(id);
  else if (id !== undefined && text !== undefined) {
    // Whoever has left is told nothing.
    goals.begin(id, text, (message) => roster.get(member)?.line.send('goal', message));
  } else if (text !== undefined) {
    const fault = { code: 'goal-no-body', values: {} } as const;
    line.send('goal', { id: '', name: '', text, state: 'refused', steps: [], step: 0, fault });
  }
}
