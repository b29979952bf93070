import type { GoalMessage } from '../../shared/goals/goal-messages.ts';
import type { ChatMessage } from '../../shared/messages.ts';
import type { RoomSession } from '../connection/room-session.ts';
import { noticeText } from '../notice-text.ts';
import { texts } from '../texts.ts';

/** With this, a line in the chat is a goal for a bot, and no text for everybody. */
const command = /^\/bot(?:\s+(.*))?$/i;

/** Sends a line of the chat; `/bot` alone ends what the bot is at. False if it was not sent. */
export function sendLine(session: Pick<RoomSession, 'send'>, line: string): boolean {
  const goal = command.exec(line);
  if (goal === null) return session.send('chat', { text: line });
  const text = goal[1]?.trim();
  return session.send('goal', text ? { text } : {});
}

/** How a bot's goal goes on, as the bot's own words in the chat. */
export function goalLine(message: GoalMessage): ChatMessage {
  const { id, name } = message;
  return { id, name: name || texts.goals.nobody, role: 'player', host: false, text: sentenceOf(message) };
}

function sentenceOf({ state, step, steps, fault }: GoalMessage): string {
  const { goals } = texts;
  const why = fault === undefined ? '' : noticeText(fault);
  switch (state) {
    case 'refused':
      return why;
    case 'step':
      return goals.step(step + 1, steps.length, steps[step] ?? '');
    case 'failed':
      return goals.failed(step + 1, steps[step] ?? '', why);
    case 'done':
      return goals.done;
    case 'stopped':
      return goals.stopped;
  }
}
