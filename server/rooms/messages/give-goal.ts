import type { z } from 'zod';
import type { goalRequestSchema } from '../../../shared/goals/goal-messages.ts';
import type { RoomBots } from '../bots/room-bots.ts';
import type { OwnWishes } from '../goals/own-wishes.ts';
import type { RoomGoals, Told } from '../goals/room-goals.ts';
import type { Member, Roster } from '../members/roster.ts';

interface GoalParts {
  bots: Pick<RoomBots, 'ids'>;
  goals: RoomGoals;
  wishes: OwnWishes;
  roster: Pick<Roster, 'get'>;
}

/** Has a bot, or the player's own body, carry out a goal of a player, who is told how it goes on; or ends the one under way. */
export function giveGoal(
  { id: member, name, line }: Member,
  { text, bot, own }: z.output<typeof goalRequestSchema>,
  { bots, goals, wishes, roster }: GoalParts,
): undefined {
  // Whoever has left is told nothing.
  const told: Told = (message) => roster.get(member)?.line.send('goal', message);
  if (own) {
    if (text === undefined) wishes.stop(member);
    else wishes.begin({ id: member, name }, text, told);
    return;
  }
  const id = bot === undefined ? bots.ids[0] : bots.ids.find((id) => id === bot);
  if (id !== undefined && text === undefined) goals.stop(id);
  else if (id !== undefined && text !== undefined) {
    goals.begin(id, text, told);
  } else if (text !== undefined) {
    const fault = { code: 'goal-no-body', values: {} } as const;
    line.send('goal', { id: '', name: '', text, state: 'refused', steps: [], step: 0, fault });
  }
}
