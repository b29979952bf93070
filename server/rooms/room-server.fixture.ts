import { Client } from '@colyseus/sdk';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import type { JoinOptions } from '../../shared/messages.ts';
import { joinRoom, refusal, type Session, startTestApp } from './room.fixture.ts';

/** A server for all tests of a file; whoever joined leaves after each of them. */
export function serveRooms(...options: Parameters<typeof startTestApp>) {
  let started: Awaited<ReturnType<typeof startTestApp>> | undefined;
  const sessions: Session[] = [];

  beforeAll(async () => {
    vi.spyOn(console, 'info').mockImplementation(() => {});
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    started = await startTestApp(...options);
  });

  afterEach(async () => {
    await Promise.all(
      sessions.splice(0).map((session) => (session.connection.isOpen ? session.leave() : undefined)),
    );
  });

  afterAll(async () => {
    await started?.app.close();
  });

  const server = () => {
    if (started === undefined) throw new Error('The server starts before the first test, not before that.');
    return started;
  };
  return {
    server,
    /** Joins a room; the session ends with the test. */
    async join(room: string, options: JoinOptions = {}) {
      const joined = await joinRoom(server().url, room, options);
      sessions.push(joined.session);
      return joined;
    },
    /** Has a session that was made otherwise end with the test, too. */
    leaveLater(session: Session) {
      sessions.push(session);
    },
    /** How an attempt to join is refused. */
    refused: (room: string, options: JoinOptions) =>
      refusal(new Client(server().url).joinById(room, options)),
  };
}
