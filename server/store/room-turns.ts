/** Does the calls of one room one after the other. Those of others go on meanwhile. */
export class RoomTurns {
  readonly #last = new Map<string, Promise<unknown>>();

  take<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(id) ?? Promise.resolve();
    const turn = before.then(work, work);
    const settled = turn
      .catch(() => {})
      .finally(() => {
        if (this.#last.get(id) === settled) this.#last.delete(id);
      });
    this.#last.set(id, settled);
    return turn;
  }

  /** Resolves when everything that was asked for before is done. */
  async done(): Promise<void> {
    await Promise.allSettled([...this.#last.values()]);
  }
}
