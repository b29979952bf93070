import { type Client, getMessageBytes, Protocol } from '@colyseus/core';
import { type Notice, reasonText } from '../../../shared/notices/notice.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import type { ServerMessage, ServerMessageName } from '../../../shared/protocol/server-messages.ts';

/** How the room reaches a client; a new line takes its place after a reconnection. */
export interface ClientConnection {
  send<Name extends ServerMessageName>(type: Name, message: ServerMessage<Name>): void;
  /** The same for what goes to several clients: it is encoded once for all of them. */
  sendEncoded(message: EncodedMessage): void;
  /** Ends the connection with one of closeCodes. Of who sent too much, nothing more is read. */
  end(code: number, reason: Notice): void;
}

/** A message as Colyseus sends it. */
export type EncodedMessage = Uint8Array;

export function encodeMessage<Name extends ServerMessageName>(
  type: Name,
  message: ServerMessage<Name>,
): EncodedMessage {
  return getMessageBytes.raw(Protocol.ROOM_DATA, type, message);
}

/** Milliseconds in which who sent too much may take notice of the end, before the socket is destroyed. */
const grace = 1_000;

export function connectionOf(
  client: Pick<Client, 'send' | 'enqueueRaw' | 'leave' | 'ref'>,
): ClientConnection {
  return {
    send: (type, message) => client.send(type, message),
    sendEncoded: (message) => client.enqueueRaw(message),
    end: (code, reason) => {
      client.leave(code, reasonText(reason));
      if (code === closeCodes.tooFrequent && isSocket(client.ref)) silence(client.ref);
    },
  };
}

/** What Colyseus' transport holds is a WebSocket of the package ws, whose types it does not tell. */
interface Socket {
  pause(): void;
  terminate(): void;
}

function isSocket(ref: object): ref is Socket {
  return (
    'pause' in ref &&
    typeof ref.pause === 'function' &&
    'terminate' in ref &&
    typeof ref.terminate === 'function'
  );
}

/** The closing handshake would go on reading for half a minute, and every message would be decoded. */
function silence(socket: Socket): void {
  socket.pause();
  setTimeout(() => socket.terminate(), grace).unref();
}
