import { z } from 'zod';

/** The ways to watch a room: one player, the director's cut, all views, or a camera of one's own. */
export const watchModes = ['follow', 'director', 'wall', 'free'] as const;
export const watchModeSchema = z.enum(watchModes);
export type WatchMode = z.infer<typeof watchModeSchema>;

/** The mode that an address asks for (`?mode=wall`), if it is one. */
export function modeOf(query: URLSearchParams): WatchMode | undefined {
  return watchModeSchema.safeParse(query.get('mode')).data;
}

/** Writes the mode to the page's address, so that it can be sent to somebody, and kept. */
export function writeMode(mode: WatchMode): void {
  const address = new URL(location.href);
  address.searchParams.set('mode', mode);
  history.replaceState(history.state, '', address);
}
