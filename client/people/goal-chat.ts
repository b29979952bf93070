import type { GoalMessage } from '../../shared/goals/goal-messages.ts';
import type { ChatMessage } from '../../shared/messages.ts';
import type { RoomSession } from '../connection/room-session.ts';
import { noticeText } from '../notice-text.ts';
import { texts } from '../texts.ts';

/** With these, a line in the chat is a goal for a bot or a wish for one's own body, and no text for everybody. */
const command = /^\/(?<who>bot|do)(?:\s+(?<text>.*))?$/i;
const help = /^\/(?:help|\?)$/i;

/**
 * Sends a line of the chat; `/bot` or `/do` alone ends what the bot, or the own body, is at, and `/help` has `show` say what there
 * is. False if it was not sent.
 */
export function sendLine(
  session: Pick<RoomSession, 'send'>,
  line: string,
  show: (sentence: string) => void,
): boolean {
  if (help.test(line)) {
    for (const sentence of texts.goals.hint) show(sentence);
    return true;
  }
  const goal = command.exec(line)?.groups;
  if (goal === undefined) return session.send('chat', { text: line });
  const own = goal.who.toLowerCase() === 'do' ? ({ own: true } as const) : {};
  const text = goal.text?.trim();
  return session.send('goal', { ...own, ...(text && { text }) });
}

/** How a bot's goal goes on, as the bot's own words in the chat. */
export function goalLine(message: GoalMessage): ChatMessage {
  const { id, name } = message;
  return { id, name: name || texts.goals.nobody, role: 'player', host: false, text: sentenceOf(message) };
}

/** A sentence about the chat itself, as a line of it. */
export function helpLine(text: string): ChatMessage {
  return { id: '', name: '/help', role: 'player', host: false, text };
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
