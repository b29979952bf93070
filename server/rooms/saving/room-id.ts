import { generateId } from '@colyseus/core';

/** An id for a room that is stored before it is opened, as Colyseus gives them. */
export function newRoomId(): string {
  return generateId();
}
