import type { World } from '../world/world.ts';
import { hiddenAfter } from './members/activity.ts';
import type { Member, Roster } from './members/roster.ts';

export interface ViewDemandOptions {
  roster: Roster;
  world: Pick<World, 'setDrawn'>;
  /** Views that are being recorded. */
  recorded(): Iterable<string>;
  /** Takes the free camera away, where this member has it. */
  releaseCamera(member: Member): void;
}

/** Milliseconds of a hidden page after which the free camera is given back. */
export const hiddenPilotAfter = 10_000;

/**
 * Which players' views are drawn: those that somebody may be looking at, which are the player's own page
 * unless it is hidden, whoever watches the view on a page that is not, and recordings. To pages that are
 * hidden no video is sent either. Bodies stay in the world and move all the same.
 */
export class ViewDemand {
  readonly #options: ViewDemandOptions;
  /** Whose video is held back, and on which viewer; a new connection has another. */
  readonly #paused = new Map<Member, Member['viewer']>();
  /** Views that somebody watches, or that are recorded. */
  #watched: ReadonlySet<string> = new Set();

  constructor(options: ViewDemandOptions) {
    this.#options = options;
  }

  /** Whether a view is wanted as video: a program gets its own as it was drawn, and encoding costs a core's millisecond. */
  isEncoded(view: string): boolean {
    return this.#options.roster.get(view)?.controller === 'person' || this.#watched.has(view);
  }

  /** To be called once a tick, and when a page is seen again. */
  update(): void {
    const { roster, world, recorded, releaseCamera } = this.#options;
    const watched = new Set(recorded());
    this.#watched = watched;
    for (const member of roster) {
      if (!member.connected || !member.activity.attentive) continue;
      for (const { view } of member.watching.values()) watched.add(view);
    }
    for (const member of roster) {
      const { id, activity, connected } = member;
      if (connected) this.#pause(member, activity.hiddenFor >= hiddenAfter);
      if (activity.hiddenFor >= hiddenPilotAfter) releaseCamera(member);
      if (member.role !== 'player') continue;
      const drawn = activity.attentive || watched.has(id);
      if (world.setDrawn(id, drawn) && drawn) member.stream?.requestKeyframe();
    }
    for (const member of this.#paused.keys())
      if (roster.get(member.id) !== member) this.#paused.delete(member);
  }

  #pause(member: Member, paused: boolean): void {
    const { viewer } = member;
    if (paused === (this.#paused.get(member) === viewer)) return;
    viewer.setPaused(paused);
    if (paused) this.#paused.set(member, viewer);
    else this.#paused.delete(member);
  }
}
