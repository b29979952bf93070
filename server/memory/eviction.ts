/** Keyframes compared for redundancy when one has to go: some near the new one, some from all over. */
export const evictionNear = 4;
const evictionElsewhere = 4;

/** Ids of keyframes, among which one to evict is looked for. */
export interface EvictionPool {
  /** All, oldest first. */
  held: Iterable<number>;
  /** Those that networks drew, in the order in which they take turns; where there are any, others stay. */
  drawn: ReadonlySet<number>;
  /** Those that show what the new one shows, best first. */
  near: readonly number[];
  /** The only ones that may go; all, where it is left out. */
  among?: ReadonlySet<number>;
}

/** A few keyframes of which the most redundant may go; empty when none may. */
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
