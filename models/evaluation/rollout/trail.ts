import type { Player } from '../../../server/world/world-state.ts';
import type { BodyState } from '../../../shared/motion-features.ts';

/** Where a player was, tick by tick, to be led there again. */
export class Trail {
  readonly #places: { body: BodyState; pitch: number }[] = [];

  record({ body, pitch }: Readonly<Player>): void {
    this.#places.push({ body: { ...body }, pitch });
  }

  /** Puts a player where it was recorded as number `step`; a RangeError where nothing was. */
  lead(player: Player, step: number): void {
    const place = this.#places[step];
    if (place === undefined)
      throw new RangeError(`the trail has ${this.#places.length} places, not ${step + 1}`);
    Object.assign(player.body, place.body);
    player.pitch = place.pitch;
  }
}
