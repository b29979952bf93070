import type { Player } from '../../../server/world/world-state.ts';
import type { BodyState } from '../../../shared/motion-features.ts';

/** Records a player's positions tick by tick, to retrace them. */
export class Trail {
  readonly #places: { body: BodyState; pitch: number }[] = [];

  record({ body, pitch }: Readonly<Player>): void {
    this.#places.push({ body: { ...body }, pitch });
  }

  /** Moves a player to its recorded position number `step`; throws a RangeError if there is none. */
  lead(player: Player, step: number): void {
    const place = this.#places[step];
    if (place === undefined)
      throw new RangeError(`the trail has ${this.#places.length} places, not ${step + 1}`);
    Object.assign(player.body, place.body);
    player.pitch = place.pitch;
  }
}
