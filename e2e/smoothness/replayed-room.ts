import { Protocol, Room } from '@colyseus/sdk';
import { RoomState } from '../../shared/state.ts';

/** Decodes recorded messages between a page and its room, of either direction, by the code of Colyseus. */
export class ReplayedRoom extends Room<unknown, RoomState> {
  /** @param listeners Of messages by their type; others are dropped. */
  constructor(listeners: Record<string, (message: unknown) => void>, changed?: (state: RoomState) => void) {
    super('replay', RoomState);
    if (changed) this.onStateChange((state) => changed(state));
    this.onMessage('*', (type, message: unknown) => listeners[String(type)]?.(message));
  }

  take(bytes: Uint8Array<ArrayBuffer>): void {
    // A room answers the one that lets it in, and there is nobody to answer.
    if (bytes[0] === Protocol.JOIN_ROOM) return;
    this.onMessageCallback(new MessageEvent('message', { data: bytes.buffer }));
  }
}
