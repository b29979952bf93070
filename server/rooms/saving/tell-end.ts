import type { RoomContext } from '../room-context.ts';

/** Tells everybody in a room that the server ends in so many seconds; `kept`: the room goes on later. False if nobody is there. */
export function tellEnd(
  { roster, tell }: Pick<RoomContext, 'roster' | 'tell'>,
  seconds: number,
  kept: boolean,
): boolean {
  for (const { id } of roster) tell(id, { code: 'server-ends-soon', values: { seconds, kept } });
  return roster.anyConnected;
}
