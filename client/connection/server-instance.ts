import { readServer } from './server-api.ts';

/**
 * Stores which run of the server this tab found a room on. That distinguishes a room that was closed from one
 * that ended with its server. Kept in session storage, because the page may be reloaded in between.
 */
export async function rememberInstance(roomId: string): Promise<void> {
  try {
    const { instance } = await readServer();
    sessionStorage.setItem(keyOf(roomId), instance);
  } catch {
    // Without storage, a restart cannot be distinguished from the room's end.
  }
}

/** Whether the server is another run than the one on which this tab found the room. */
export async function wasRestarted(roomId: string): Promise<boolean> {
  try {
    const known = sessionStorage.getItem(keyOf(roomId));
    return known !== null && (await readServer()).instance !== known;
  } catch {
    return false;
  }
}

function keyOf(roomId: string): string {
  return `worldroom.server.${roomId}`;
}
