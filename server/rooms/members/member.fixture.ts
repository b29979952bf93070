import { TestViewer } from '../room.fixture.ts';
import { Activity } from './activity.ts';
import { MessageLimits } from './message-limits.ts';
import type { Member } from './roster.ts';

/** A connected player of a room without a network. */
export function memberOf(id: string): Member {
  return {
    ...{ id, name: id, visitor: undefined, role: 'player', waiting: false, waitsFor: '', mayHost: true },
    activity: new Activity(),
    limits: new MessageLimits(10),
    controller: 'person',
    line: { send: () => {}, sendEncoded: () => {}, end: () => {} },
    ...{ connected: true, giveUp: undefined, silenced: false, expelled: false },
    viewer: new TestViewer(
      () => undefined,
      async () => undefined,
      { id, mediaLost: () => {}, trouble: () => {} },
    ),
    watching: new Map(),
    stream: undefined,
  };
}
