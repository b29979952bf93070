import { type Client, ClientState, CloseCode, Protocol, ServerError } from '@colyseus/core';
import type { Connections } from '../../admission/connections.ts';
import type { RoomJournal } from '../room-journal.ts';

/** The lower bits of a frame's first byte are its protocol code (PROTOCOL_CODE_MASK of Colyseus). */
const codeMask = 0x1f;

/**
 * Calls `confirmed` once a client confirms that it is in the room, which it does by sending JOIN_ROOM back.
 * Colyseus tells nobody of that. It takes notice of the frame right after this, and sends the room's
 * state then, so that whatever `confirmed` changes is in the first state that the client sees.
 * To be called in onJoin or onReconnect. Where `confirmed` throws, the client is closed: with the code and the
 * reason of a ServerError, as when the room became full meanwhile; anything else is a fault.
 */
export function whenConfirmed(
  client: Pick<Client, 'ref' | 'state' | 'leave'>,
  connections: Pick<Connections, 'confirmed'>,
  journal: Pick<RoomJournal, 'fault'>,
  confirmed: () => void,
): void {
  const { ref } = client;
  const heard = (data: unknown) => {
    if (client.state !== ClientState.JOINING || !Buffer.isBuffer(data)) return;
    if ((data[0] & codeMask) !== Protocol.JOIN_ROOM) return;
    ref.off('message', heard);
    connections.confirmed(ref);
    try {
      confirmed();
    } catch (error) {
      const refused = error instanceof ServerError;
      if (!refused) journal.fault('confirmation', error);
      client.leave(refused ? error.code : CloseCode.WITH_ERROR, refused ? error.message : undefined);
    }
  };
  ref.on('message', heard);
}
