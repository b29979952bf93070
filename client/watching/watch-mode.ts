import { z } from 'zod';

/** The ways to watch a room: one player, the director's cut, all views, or the free camera. */
export const watchModes = ['follow', 'director', 'wall', 'free'] as const;
export const watchModeSchema = z.enum(watchModes);
export type WatchMode = z.infer<typeof watchModeSchema>;

/** The mode in an address (`?mode=wall`); undefined if there is none or it is invalid. */
export function modeOf(query: URLSearchParams): WatchMode | undefined {
  return watchModeSchema.safeParse(query.get('mode')).data;
}

/** Writes the mode into the page's address, so that it can be shared and bookmarked. */
export function writeMode(mode: WatchMode): void {
  const address = new URL(location.href);
  address.searchParams.set('mode', mode);
  history.replaceState(history.state, '', address);
}
