import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { Observation } from '../rollout/rollout.ts';
import type { Judge } from './judge.ts';
import { isFound, PlayerDetector, visiblePlayers } from './player-detector.ts';

export interface PlayerFigures {
  /** Share of visible players that the detector finds in generated frames, and in reference frames. */
  model: number;
  reference: number;
  /** Number of visible players, over all frames. */
  sightings: number;
}

/** Measures whether the other players have the right position, colour and heading (`player_seen`). */
export class PlayerJudge implements Judge {
  readonly #detector: PlayerDetector;
  readonly #intrinsics: Intrinsics;
  #model = 0;
  #reference = 0;
  #sightings = 0;

  private constructor(detector: PlayerDetector, intrinsics: Intrinsics) {
    this.#detector = detector;
    this.#intrinsics = intrinsics;
  }

  static async load(file: string, intrinsics: Intrinsics): Promise<PlayerJudge> {
    return new PlayerJudge(await PlayerDetector.load(file, intrinsics), intrinsics);
  }

  async judge({ camera, others, truth, view }: Observation): Promise<void> {
    const visible = visiblePlayers(camera, this.#intrinsics, others, truth);
    if (visible.length === 0) return;
    const drawn = await this.#detector.detect(view.rgb);
    const reference = await this.#detector.detect(truth.rgb);
    for (const player of visible) {
      this.#sightings++;
      if (isFound(player, drawn)) this.#model++;
      if (isFound(player, reference)) this.#reference++;
    }
  }

  get figures(): PlayerFigures {
    return {
      model: this.#model / this.#sightings,
      reference: this.#reference / this.#sightings,
      sightings: this.#sightings,
    };
  }
}
