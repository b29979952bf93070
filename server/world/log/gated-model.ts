import type { WorldModel } from '../../contracts/world-model.ts';

/** Holds the motion network's answer back until the log says that the tick went on. */
export class GatedModel implements WorldModel {
  readonly #model: WorldModel;
  #open: (failed: boolean) => void = () => {};

  constructor(model: WorldModel) {
    this.#model = model;
  }

  generate(...given: Parameters<WorldModel['generate']>): ReturnType<WorldModel['generate']> {
    return this.#model.generate(...given);
  }

  async move(...given: Parameters<WorldModel['move']>): Promise<Float32Array> {
    const gate = new Promise<boolean>((open) => {
      this.#open = open;
    });
    const answer = await this.#model.move(...given);
    if (await gate) throw new Error('The motion network failed here when this was played.');
    return answer;
  }

  /** Lets the tick that waits go on, or fail as it did. */
  open(failed: boolean): void {
    this.#open(failed);
    this.#open = () => {};
  }
}
