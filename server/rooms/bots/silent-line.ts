import type { ClientConnection } from '../members/client-connection.ts';

/** The line of a member whom nobody has to tell anything: a bot. */
export const silentLine: ClientConnection = {
  send() {},
  sendEncoded() {},
  end() {},
};
