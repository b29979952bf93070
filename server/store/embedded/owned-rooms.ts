import { StoreError } from '../../contracts/store-error.ts';

/** Which rooms the only process of a store owns. Nobody can take one of them over. */
export class OwnedRooms {
  readonly #ids = new Set<string>();

  get isEmpty(): boolean {
    return this.#ids.size === 0;
  }

  add(id: string): void {
    this.#ids.add(id);
  }

  delete(id: string): void {
    this.#ids.delete(id);
  }

  /** @throws StoreError 'room-taken-over' if the room is not owned */
  require(id: string): void {
    if (!this.#ids.has(id)) throw new StoreError({ code: 'room-taken-over', values: {} });
  }
}
