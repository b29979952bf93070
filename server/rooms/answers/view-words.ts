import type { Surroundings } from '../../../shared/answers/scene.ts';
import { type Retrieve, SurroundingsReader } from '../../answers/surroundings/surroundings-reader.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import { wordTowerOf } from '../../pack/word-tower.ts';
import type { RoomContext } from '../room-context.ts';

type Services = Pick<RoomContext['services'], 'model' | 'pack'>;

/**
 * Says what surrounds a viewer in the pack's words. Pictures are embedded on a thread of their own, when somebody asks.
 */
export class ViewWords {
  readonly #services: Services;
  readonly #log: Pick<RoomContext['log'], 'warn'>;
  readonly #retrieve: Retrieve;
  #reader: Promise<SurroundingsReader | undefined> | undefined;

  constructor(services: Services, log: Pick<RoomContext['log'], 'warn'>, retrieve: Retrieve) {
    this.#services = services;
    this.#log = log;
    this.#retrieve = retrieve;
  }

  /** Undefined where the pack has no words, or its graph failed: the rest of a description can do without. */
  async describe(view: GeneratedView, words?: readonly string[]): Promise<Surroundings | undefined> {
    try {
      this.#reader ??= this.#open();
      const reader = await this.#reader;
      return await reader?.describe(view, this.#retrieve, words);
    } catch (error) {
      this.#reader = undefined;
      this.#log.warn({ err: error }, 'what surrounds a viewer could not be made out');
      return undefined;
    }
  }

  async #open(): Promise<SurroundingsReader | undefined> {
    const { model, pack } = this.#services;
    const tower = await wordTowerOf(pack);
    if (model.embed === undefined || tower === undefined) return undefined;
    const embed = model.embed.bind(model);
    return new SurroundingsReader(embed, pack.manifest.view, tower);
  }
}
