import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { Observation } from '../rollout/rollout.ts';
import type { Judge } from './judge.ts';
import { isFound, PlayerDetector, visiblePlayers } from './player-detector.ts';

export interface PlayerFigures {
  /** Share of sightings that the detector finds in generated frames, and in the reference's own. */
  model: number;
  reference: number;
  /** Players in view of a player. */
  sightings: number;
}

/** Whether the other players are where they stand, in their colours and facing their way (`player_seen`). */
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
