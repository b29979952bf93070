import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../shared/messages.ts';
import { ChatLog, mostKept } from './chat-log.ts';

const from = (id: string, text = 'hello'): ChatMessage => ({
  id,
  name: id,
  role: 'player',
  host: false,
  text,
});

describe('ChatLog', () => {
  it('keeps the newest hundred messages in order of arrival', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (count) => {
        const log = new ChatLog();
        for (let i = 0; i < count; i++) log.add(from('ann', String(i)));
        const kept = Array.from({ length: Math.min(count, mostKept) }, (_, i) =>
          String(i + Math.max(0, count - mostKept)),
        );
        expect(log.lines.map(({ text }) => text)).toEqual(kept);
      }),
    );
  });

  it('drops the messages of one member, and keeps the rest', () => {
    const log = new ChatLog();
    for (const id of ['ann', 'ben', 'ann']) log.add(from(id));
    log.forget('ann');
    expect(log.lines.map(({ id }) => id)).toEqual(['ben']);
    expect(log.add(from('ann'))).toMatchObject({ id: 'ann', number: 3 });
  });
});
