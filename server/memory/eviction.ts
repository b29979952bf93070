/** Keyframes whose redundancy is compared for an eviction: some near the new one, some from anywhere. */
export const evictionNear = 4;
const evictionElsewhere = 4;

/** Ids of keyframes that may be evicted. */
export interface EvictionPool {
  /** All keyframes, oldest first. */
  held: Iterable<number>;
  /** Drawn keyframes in the order of their turns. Captured ones are evicted only if there are none. */
  drawn: ReadonlySet<number>;
  /** Keyframes that show what the new one shows, best first. */
  near: readonly number[];
  /** If given, only these may be evicted. */
  among?: ReadonlySet<number>;
}

/** A few keyframes, of which the caller evicts the most redundant. Empty if none may be evicted. */
export function evictionCandidates({ held, drawn, near, among }: EvictionPool): Set<number> {
  const most = evictionNear + evictionElsewhere;
  const allowed = (id: number) => among === undefined || among.has(id);
  const chosen = (ids: Iterable<number>, mayGo: (id: number) => boolean) => {
    const candidates = new Set(near.filter(mayGo));
    for (const id of ids) {
      if (candidates.size >= most) break;
      if (mayGo(id)) candidates.add(id);
    }
    return candidates;
  };
  const ofDrawn = chosen(drawn, (id) => drawn.has(id) && allowed(id));
  return ofDrawn.size > 0 ? ofDrawn : chosen(held, allowed);
}
