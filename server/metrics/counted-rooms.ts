import type { OpenRoom, OpenRooms, RoomReport } from '../rooms/open-room.ts';

/** What rooms count since they began, and a process adds up. */
export const roomCounts = [
  'ticks',
  'missedTicks',
  'undrawnTicks',
  'dueTicks',
  'deadlinesMet',
  'views',
  'imaginedViews',
  'faults',
] as const;
export type RoomCount = (typeof roomCounts)[number];
export type RoomCounts = Record<RoomCount, number>;

/**
 * The open rooms of a process, and what they and those before them have counted since the process began. A room's own
 * counts end with it, begin with those of its former life where it is reopened, and go back where it is rewound; these
 * never do.
 */
export class CountedRooms extends Map<string, OpenRoom> implements OpenRooms {
  readonly #total: RoomCounts = {
    ticks: 0,
    missedTicks: 0,
    undrawnTicks: 0,
    dueTicks: 0,
    deadlinesMet: 0,
    views: 0,
    imaginedViews: 0,
    faults: 0,
  };
  /** What each room said last. */
  readonly #seen = new Map<string, RoomReport>();

  override set(id: string, room: OpenRoom): this {
    if (this.has(id)) this.#count(id);
    this.#seen.set(id, room.report());
    return super.set(id, room);
  }

  override delete(id: string): boolean {
    this.#count(id);
    this.#seen.delete(id);
    return super.delete(id);
  }

  /** Of all rooms, up to now. */
  get total(): Readonly<RoomCounts> {
    for (const id of this.keys()) this.#count(id);
    return { ...this.#total };
  }

  #count(id: string): void {
    const before = this.#seen.get(id);
    const now = this.get(id)?.report();
    if (before === undefined || now === undefined) return;
    for (const name of roomCounts) this.#total[name] += Math.max(0, now[name] - before[name]);
    this.#seen.set(id, now);
  }
}
