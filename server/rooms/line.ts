import type { Client } from '@colyseus/core';

/** How the room reaches a client; a new line takes its place after a reconnection. */
export interface Line {
  send(type: string, message: unknown): void;
  /** Ends the connection with one of closeCodes. */
  end(code: number, reason: string): void;
}

export function lineOf(client: Client): Line {
  return {
    send: (type, message) => client.send(type, message),
    end: (code, reason) => {
      client.leave(code, reason);
    },
  };
}
