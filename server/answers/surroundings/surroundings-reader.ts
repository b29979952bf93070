import type { Surroundings } from '../../../shared/answers/scene.ts';
import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import type { Keyframe } from '../../contracts/keyframe.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import type { EmbeddedPlanes, ViewEmbedding } from '../../contracts/view-embedding.ts';
import type { Words } from '../../pack/word-tower.ts';
import { closerLooks } from './closer-looks.ts';
import { describeSurroundings } from './describe-surroundings.ts';
import { landmarkPoints } from './landmark-points.ts';
import { type RememberedSurfaces, rememberedLandmarks } from './remembered-landmarks.ts';
import { evidenceOf } from './surface-evidence.ts';
import { surfacePoints } from './surface-points.ts';

/** Puts parts of a picture beside words. */
export type Embed = (view: EmbeddedPlanes) => Promise<ViewEmbedding>;
/** Keyframes that show what a camera sees, best first. */
export type Retrieve = (camera: Pose) => readonly Keyframe[];

/** Most keyframes that a view is read with; each is embedded once, in about the time that a view takes. */
const mostKeyframes = 24;
/** Of each closer look. */
const keyframesOfLook = 2;

/**
 * Reads from a view what surrounds its viewer. What the room remembers helps: a wall that a view shows from far off or along
 * its surface was often seen from before it, and keyframes of the same cell say together with the view what it is of.
 * Pictures are embedded once each.
 */
export class SurroundingsReader {
  readonly #embed: Embed;
  readonly #intrinsics: Intrinsics;
  readonly #tower: Words;
  readonly #views = new WeakMap<GeneratedView, Promise<ViewEmbedding>>();
  readonly #keyframes = new WeakMap<Keyframe, Promise<RememberedSurfaces>>();

  constructor(embed: Embed, intrinsics: Intrinsics, tower: Words) {
    this.#embed = embed;
    this.#intrinsics = intrinsics;
    this.#tower = tower;
  }

  /** @throws whatever embedding throws */
  async describe(view: GeneratedView, retrieve: Retrieve, words?: readonly string[]): Promise<Surroundings> {
    const tower = this.#tower;
    const embedding = await known(this.#views, view, () => this.#embed(view));
    const points = surfacePoints(view, this.#intrinsics);
    const own = evidenceOf(points, embedding, tower);
    const looks = closerLooks(view.camera, points, own, tower.surfaces);
    const found = new Set(retrieve(view.camera));
    for (const look of looks) {
      if (found.size >= mostKeyframes) break;
      for (const keyframe of retrieve(look).slice(0, keyframesOfLook)) found.add(keyframe);
    }
    // Pictures of the sky alone show no surfaces.
    const keyframes = [...found].filter(({ id }) => id >= 0).slice(0, mostKeyframes);
    const remembered = await Promise.all(keyframes.map((keyframe) => this.#surfacesOf(keyframe)));
    const landmarks =
      remembered.length === 0
        ? undefined
        : rememberedLandmarks(view, this.#intrinsics, own, remembered, tower.surfaces);
    const evidence = remembered.map((picture) => picture.evidence);
    return describeSurroundings({ points, embedding }, tower, words, evidence, landmarks);
  }

  #surfacesOf(keyframe: Keyframe): Promise<RememberedSurfaces> {
    return known(this.#keyframes, keyframe, async () => {
      const { pose: camera, rgb, inverseDepth } = keyframe;
      const embedding = await this.#embed({ camera, rgb, inverseDepth });
      const points = surfacePoints({ camera, inverseDepth }, this.#intrinsics);
      const evidence = evidenceOf(points, embedding, this.#tower);
      return { evidence, landmarks: landmarkPoints(points, evidence, camera, this.#tower.surfaces) };
    });
  }
}

function known<Key extends object, Value>(
  all: WeakMap<Key, Promise<Value>>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> {
  const found = all.get(key);
  if (found !== undefined) return found;
  const made = make();
  all.set(key, made);
  // What failed is tried again when it is asked for again.
  made.catch(() => all.delete(key));
  return made;
}
