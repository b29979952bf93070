/** The views that the machine draws in time at the lowest quality, and how many times a second. */
export interface DrawingShortage {
  views: number;
  rate: number;
}

export interface DrawingCapacityOptions {
  /** Views a second that each player is to get; 0 admits everybody. */
  rate: number;
  /** Views that can be drawn `rate` times a second at the lowest quality; undefined until enough was measured. */
  capacity(rate: number): number | undefined;
}

/**
 * Decides whether one player more can be drawn, by the governor's measure: where everybody would have to go below the
 * lowest rung, the seat has to wait. The first player is always admitted, and so is everybody until enough was measured.
 */
export class DrawingCapacity {
  readonly rate: number;
  readonly #capacity: DrawingCapacityOptions['capacity'];
  /** Players whose views are drawn, by room. */
  readonly #players = new Map<string, number>();

  constructor({ rate, capacity }: DrawingCapacityOptions) {
    this.rate = rate;
    this.#capacity = capacity;
  }

  /** Sets how many players a room draws views for; 0 forgets the room. */
  players(room: string, count: number): void {
    if (count === 0) this.#players.delete(room);
    else this.#players.set(room, count);
  }

  /** Why one more player cannot be drawn; undefined if it can. */
  shortage(): DrawingShortage | undefined {
    const players = [...this.#players.values()].reduce((sum, count) => sum + count, 0);
    if (this.rate === 0 || players === 0) return undefined;
    const views = this.#capacity(this.rate);
    return views === undefined || views > players ? undefined : { views, rate: this.rate };
  }
}
