import type { Entity } from '../../../shared/entity.ts';
import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import type { Random } from '../../reference/random.ts';
import { createFrame } from '../../reference/rendering/renderer.ts';
import { defaultControls, type HeldOutWorld } from '../rollout/held-out.ts';
import { anotherHour, disturbed, turnedSlightly } from './disturbance.ts';
import { judgedSize } from './judged-size.ts';
import { PictureChoice } from './picture-choice.ts';

/** What a camera sees of a reference world: all entities except its own player. */
export interface Scene {
  camera: Pose;
  entities: readonly Entity[];
}

/** A question to a picture: which of these scenes of a held-out world does it show? The first is the true one. */
export class SceneQuestion {
  /** The reference's renders of the scenes, uint8 [3, H, W]. */
  readonly renders: readonly Uint8Array[];
  readonly #choice: PictureChoice;
  readonly #scenes: readonly Scene[];
  readonly #world: Pick<HeldOutWorld, 'renderer'>;
  readonly #intrinsics: Intrinsics;

  /** @throws RangeError if a camera lies in a wall */
  constructor(world: Pick<HeldOutWorld, 'renderer'>, intrinsics: Intrinsics, scenes: readonly Scene[]) {
    this.#world = world;
    this.#intrinsics = intrinsics;
    this.#scenes = scenes;
    this.renders = scenes.map((scene) => renderScene(world, intrinsics, scene));
    this.#choice = new PictureChoice(this.renders, judgedSize(intrinsics));
  }

  /** Whether every two scenes can be told apart. */
  get answerable(): boolean {
    return this.renders.length > 1 && this.#choice.answerable;
  }

  /** Index of the scene that the picture shows. */
  read(picture: Uint8Array): number {
    return this.#choice.choose(picture);
  }

  /** Whether a disturbed reference picture of a scene that is chosen by lot, true or not, is read right. */
  async readsReference(random: Random): Promise<boolean> {
    const lot = random.integer(this.#scenes.length);
    return this.read(await disturbedScene(this.#world, this.#intrinsics, this.#scenes[lot], random)) === lot;
  }
}

export function renderScene(
  { renderer }: Pick<HeldOutWorld, 'renderer'>,
  intrinsics: Intrinsics,
  { camera, entities }: Scene,
  controls = defaultControls,
): Uint8Array {
  const frame = createFrame(intrinsics);
  renderer.render(camera, entities, controls, frame);
  return frame.rgb;
}

/** A reference picture of a scene with deviations like the engine's own. */
export function disturbedScene(
  world: Pick<HeldOutWorld, 'renderer'>,
  intrinsics: Intrinsics,
  { camera, entities }: Scene,
  random: Random,
): Promise<Uint8Array> {
  const scene = { camera: turnedSlightly(camera, intrinsics, random), entities };
  const render = renderScene(world, intrinsics, scene, anotherHour(defaultControls));
  return disturbed(render, judgedSize(intrinsics), random);
}
