import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Reason } from '../../../shared/notices/notice.ts';
import { type ClientMessageKind, clientMessages } from '../../../shared/protocol/client-messages.ts';
import { memberOf } from '../members/member.fixture.ts';
import { MessageLimits } from '../members/message-limits.ts';
import type { Member } from '../members/roster.ts';
import { MessageHandler, route } from './message-handler.ts';

/** A message that the table does not have, as CONTRIBUTING.md adds one. */
const wave = {
  schema: z.strictObject({ times: z.int().min(1).max(3) }),
  rate: { perSecond: 1, burst: 2 },
  from: 'player',
  description: 'Waves.',
} satisfies ClientMessageKind;

function handled() {
  const waves: number[] = [];
  const refused: Reason[] = [];
  const expelled: string[] = [];
  const handler = new MessageHandler({
    routes: {
      wave: route(wave, {
        handle: (_member, { times }) => {
          waves.push(times);
          return times === 3 ? { code: 'game-running', values: {}, field: 'wave.times' } : undefined;
        },
        refused: (_member, _message, reason) => refused.push(reason),
      }),
    },
    host: () => '',
    expel: (member) => expelled.push(member.id),
  });
  const notices: unknown[] = [];
  const member: Member = {
    ...memberOf('ann'),
    limits: new MessageLimits(10, () => 0, { ...clientMessages, wave }),
    line: { send: (_name, message) => notices.push(message), sendEncoded: () => {}, end: () => {} },
  };
  return { handler, member, waves, refused, expelled, notices };
}

describe('a message that is an entry of the table and a handler', () => {
  test('is read by its schema and handed over', () => {
    const { handler, member, waves, notices } = handled();
    handler.receive(member, 'wave', { times: 2 });
    expect([waves, notices]).toEqual([[2], []]);
  });

  test('is refused when it does not fit its schema, and the field is named', () => {
    const { handler, member, waves, refused, notices } = handled();
    handler.receive(member, 'wave', { times: 9 });
    expect(waves).toEqual([]);
    const values = { field: 'wave.times', fault: { code: 'too-large', values: { maximum: 3 } } };
    expect(notices).toEqual([{ level: 'warning', field: 'wave.times', code: 'malformed', values }]);
    expect(refused).toHaveLength(1);
  });

  test('is refused over its rate', () => {
    const { handler, member, waves, notices } = handled();
    for (let i = 0; i < 3; i++) handler.receive(member, 'wave', { times: 1 });
    expect(waves).toEqual([1, 1]);
    expect(notices).toEqual([
      { level: 'warning', field: 'wave', code: 'too-many-messages', values: { message: 'wave' } },
    ]);
  });

  test('is refused from somebody who may not send it', () => {
    const { handler, member, waves, notices } = handled();
    handler.receive({ ...member, role: 'spectator' }, 'wave', { times: 1 });
    expect(waves).toEqual([]);
    expect(notices).toEqual([
      { level: 'warning', field: 'wave', code: 'players-only', values: { waiting: false } },
    ]);
  });

  test('is answered by the reason of its handler', () => {
    const { handler, member, notices } = handled();
    handler.receive(member, 'wave', { times: 3 });
    expect(notices).toEqual([{ level: 'warning', field: 'wave.times', code: 'game-running', values: {} }]);
  });

  test('is unknown without an entry, and one who goes on is expelled', () => {
    const { handler, member, expelled, notices } = handled();
    handler.receive(member, 'constructor', {});
    expect(notices).toEqual([
      { level: 'warning', code: 'unknown-message', values: { message: 'constructor', known: ['wave'] } },
    ]);
    for (let i = 0; i < 40; i++) handler.receive(member, 'nod', {});
    expect(expelled).toContain('ann');
  });
});
