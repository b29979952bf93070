import type { Surroundings } from '../../../shared/answers/scene.ts';
import { describeSurroundings } from '../../answers/describe-surroundings.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import type { ViewEmbedding } from '../../contracts/view-embedding.ts';
import { wordTowerOf } from '../../pack/word-tower.ts';
import type { RoomContext } from '../room-context.ts';

type Services = Pick<RoomContext['services'], 'model' | 'pack'>;

/**
 * Says what surrounds a viewer in the pack's words. The picture is embedded on a thread of its own, when somebody asks
 * and once for each view.
 */
export class ViewWords {
  readonly #services: Services;
  readonly #log: Pick<RoomContext['log'], 'warn'>;
  readonly #embeddings = new WeakMap<GeneratedView, Promise<ViewEmbedding>>();

  constructor(services: Services, log: Pick<RoomContext['log'], 'warn'>) {
    this.#services = services;
    this.#log = log;
  }

  /** Undefined where the pack has no words, or its graph failed: the rest of a description can do without. */
  async describe(view: GeneratedView, words?: readonly string[]): Promise<Surroundings | undefined> {
    const { model, pack } = this.#services;
    if (model.embed === undefined || pack.manifest.words === undefined) return undefined;
    try {
      const [tower, embedding] = await Promise.all([wordTowerOf(pack), this.#embed(view)]);
      return tower && describeSurroundings(view, embedding, pack.manifest.view, tower, words);
    } catch (error) {
      this.#log.warn({ err: error }, 'what surrounds a viewer could not be made out');
      return undefined;
    }
  }

  #embed(view: GeneratedView): Promise<ViewEmbedding> {
    const known = this.#embeddings.get(view);
    if (known !== undefined) return known;
    const { model } = this.#services;
    const embedding = model.embed?.(view) ?? Promise.reject(new Error('the model embeds no views'));
    this.#embeddings.set(view, embedding);
    return embedding;
  }
}
