/** A process that may take a room. */
export interface Candidate {
  id: string;
  /** Views that it draws in time; undefined before that was measured. */
  capacity: number | undefined;
}

/** An open room, as far as it takes views. */
export interface PlacedRoom {
  processId: string;
  players: number;
}

/**
 * Ids of processes, those first that have the most views free. A process that has not measured what it draws counts like
 * the best that has: it is idle, or has just begun. A room without players counts like one of a player, who is on the way.
 * Of equal ones, the one with fewer rooms is first.
 */
export function freest(candidates: readonly Candidate[], rooms: readonly PlacedRoom[]): string[] {
  const best = Math.max(0, ...candidates.map(({ capacity }) => capacity ?? 0));
  const rated = candidates.map(({ id, capacity }) => {
    const own = rooms.filter(({ processId }) => processId === id);
    const taken = own.reduce((sum, { players }) => sum + Math.max(1, players), 0);
    return { id, free: (capacity ?? best) - taken, rooms: own.length };
  });
  return rated.sort((a, b) => b.free - a.free || a.rooms - b.rooms).map(({ id }) => id);
}
