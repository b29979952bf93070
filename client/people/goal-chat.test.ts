import { describe, expect, it } from 'vitest';
import type { GoalMessage } from '../../shared/goals/goal-messages.ts';
import { goalLine, sendLine } from './goal-chat.ts';

const sentBy = (line: string) => {
  const sent: unknown[] = [];
  sendLine({ send: (...message: unknown[]) => sent.push(message) > 0 }, line);
  return sent;
};

describe('a line in the chat', () => {
  it('is for everybody, unless it is for a bot', () => {
    expect(sentBy('hello /bot')).toEqual([['chat', { text: 'hello /bot' }]]);
    expect(sentBy('/bottle')).toEqual([['chat', { text: '/bottle' }]]);
    expect(sentBy('/bot open the door')).toEqual([['goal', { text: 'open the door' }]]);
    expect(sentBy('/bot ')).toEqual([['goal', {}]]);
    expect(sentBy('/BOT')).toEqual([['goal', {}]]);
  });
});

describe('a bot', () => {
  const about: GoalMessage = {
    ...{ id: 'bot-1', name: 'Ada (bot)', text: 'open the door and take the orb' },
    ...{ state: 'step', step: 1, steps: ['open the door', 'take the orb'] },
  };
  const said = (message: Partial<GoalMessage>) => goalLine({ ...about, ...message }).text;

  it('says which step it is at, and which one failed and why', () => {
    expect(goalLine(about)).toMatchObject({
      id: 'bot-1',
      name: 'Ada (bot)',
      text: 'Step 2 of 2: take the orb',
    });
    const fault = { code: 'goal-no-way', values: {} } as const;
    expect(said({ state: 'failed', fault })).toBe(
      'Step 2, “take the orb”, failed: There is no way to do it.',
    );
    expect(said({ state: 'refused', fault })).toBe('There is no way to do it.');
  });
});
