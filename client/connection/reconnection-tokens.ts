import type { Role } from '../../shared/messages.ts';

/**
 * Reconnection tokens of this tab, so that a reloaded page comes back into its body. A token works
 * once, and only while the room still waits for the one who dropped.
 */
export function keepReconnection(roomId: string, role: Role, token: string): void {
  withStorage((storage) => storage.setItem(keyOf(roomId, role), token));
}

export function reconnectionOf(roomId: string, role: Role): string | undefined {
  return withStorage((storage) => storage.getItem(keyOf(roomId, role))) ?? undefined;
}

export function forgetReconnection(roomId: string, role: Role): void {
  withStorage((storage) => storage.removeItem(keyOf(roomId, role)));
}

function keyOf(roomId: string, role: Role): string {
  return `worldroom.reconnection.${role}.${roomId}`;
}

/** Browsers may refuse storage altogether; the page works without. */
function withStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}
