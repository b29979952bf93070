import { describe, expect, it } from 'vitest';
import type { GoalMessage } from '../../shared/goals/goal-messages.ts';
import { goalLine, sendLine } from './goal-chat.ts';

const sentBy = (line: string, show: (sentence: string) => void = () => {}) => {
  const sent: unknown[] = [];
  sendLine({ send: (...message: unknown[]) => sent.push(message) > 0 }, line, show);
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

  it('is for the own body after /do', () => {
    const text = 'turn left, walk to the orb';
    expect(sentBy(`/do ${text}`)).toEqual([['goal', { own: true, text }]]);
    expect(sentBy('/Do')).toEqual([['goal', { own: true }]]);
    expect(sentBy('/dodge')).toEqual([['chat', { text: '/dodge' }]]);
  });

  it('asks for help, which names both commands and sends nothing', () => {
    const said: string[] = [];
    expect(sentBy('/help', (sentence) => said.push(sentence))).toEqual([]);
    expect(said.join(' ')).toMatch(/\/bot .*\/do /);
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
