import { TestViewer } from '../room.fixture.ts';
import { Conduct } from './conduct.ts';
import type { Member } from './roster.ts';

/** A connected player of a room without a network. */
export function memberOf(id: string): Member {
  return {
    ...{ id, name: id, visitor: undefined, role: 'player', waiting: false, mayHost: true },
    conduct: new Conduct(10),
    line: { send: () => {}, end: () => {} },
    ...{ connected: true, giveUp: undefined, silenced: false, expelled: false },
    viewer: new TestViewer(
      () => undefined,
      async () => undefined,
    ),
    watching: new Map(),
    stream: undefined,
  };
}
