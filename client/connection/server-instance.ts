import { readServer } from './server-api.ts';

/**
 * Remembers which run of the server this tab found a room on, so that a room that is not there any more can be
 * told from one that ended with its server. Kept for the tab, as a page may be loaded again in between.
 */
export async function rememberInstance(roomId: string): Promise<void> {
  try {
    const { instance } = await readServer();
    sessionStorage.setItem(keyOf(roomId), instance);
  } catch {
    // Without storage, a restart cannot be distinguished from the room's end.
  }
}

/** Whether the server that answers now is another run than the one on which this tab found the room. */
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
