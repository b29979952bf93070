import { z } from 'zod';
import { goalNoticeSchema } from '../notices/goal-notices.ts';
import { chatLimits, displayText } from '../text/display-text.ts';

/** A goal for the agent's own body. */
export const agentGoalSchema = z.strictObject({
  /** In words of the pack (goals.json); left out to end the one under way. */
  text: displayText(chatLimits).optional(),
});

/** A goal for a bot, or a wish for one's own body. */
export const goalRequestSchema = agentGoalSchema.extend({
  /**
   * For the sender's own body, which the room moves until an input presses something. Single instructions such as `turn left` are
   * understood, too.
   */
  own: z.literal(true).optional(),
  /** Session id of the bot; the one that came first when left out. */
  bot: z.string().max(64).optional(),
});

/** How a goal goes on. */
export const goalMessageSchema = z.object({
  /** Session id of whose body carries it out; empty where none does. */
  id: z.string(),
  /** Its name. */
  name: z.string(),
  text: z.string(),
  /** `refused`: it is not begun. `step`: a step begins. `stopped`: somebody ended it. */
  state: z.enum(['refused', 'step', 'done', 'failed', 'stopped']),
  /** The steps, in the words in which they were said. */
  steps: z.array(z.string()),
  /** Number of the step that begins, or that failed; how many are done when the goal is. */
  step: z.int().min(0),
  /** Why it is refused, or the step failed. */
  fault: goalNoticeSchema.optional(),
});
export type GoalMessage = z.output<typeof goalMessageSchema>;
