import type { Action } from '../../../shared/action.ts';
import type { Vector3 } from '../../../shared/geometry/camera.ts';
import type { PublicPack } from '../../../shared/messages.ts';
import type { PlayerState } from '../../../shared/state.ts';
import type { ActionSampler } from '../action-sampler.ts';
import { BodyPrediction, type BodyPredictionOptions } from './body-prediction.ts';
import { type LookIntent, LookPrediction } from './look-prediction.ts';

export interface PlayerPredictionOptions {
  pack: Pick<PublicPack, 'actions' | 'view' | 'motion'>;
  /** The devices' values. */
  sampler: ActionSampler;
  slide: BodyPredictionOptions['slide'];
}

/** A sampling of the devices: their values before and after it, and the input that was sent, if it was. */
export interface PlayerSample {
  before: LookIntent;
  after: LookIntent;
  input: { sequence: number; action: Action } | undefined;
}

/** Where a page's own player looks and stands by now. Times are milliseconds on one clock. */
export class PlayerPrediction {
  readonly look: LookPrediction;
  readonly body: BodyPrediction;
  readonly #sampler: ActionSampler;
  readonly #eyeHeight: number;

  constructor({ pack: { actions, view, motion }, sampler, slide }: PlayerPredictionOptions) {
    this.#sampler = sampler;
    this.#eyeHeight = motion.eyeHeight;
    this.look = new LookPrediction(actions, view.rate, () => this.intent);
    this.body = new BodyPrediction({
      rate: view.rate,
      gravity: motion.physics.gravity,
      walking: motion.walking,
      intent: () => ({ move: sampler.intent('move').held, strafe: sampler.intent('strafe').held }),
      slide,
    });
  }

  /** The devices' present values for the direction of view. */
  get intent(): LookIntent {
    return { turn: this.#sampler.intent('turn'), look: this.#sampler.intent('look') };
  }

  /** The room's state of the player came, so many ticks after the one before. */
  acknowledge(player: PlayerState, ticks: number, now: number): void {
    this.look.acknowledge(player, player.acknowledged, now);
    this.body.acknowledge(player, player.acknowledged, ticks, now);
  }

  /** The devices were sampled. `yaw` is the player's direction in the room's state. */
  sampled({ before, after, input }: PlayerSample, yaw: number, now: number): void {
    this.look.sampled({ before, after, input }, now);
    if (input) this.body.sampled({ ...input, yaw: this.look.integrated?.yaw ?? yaw }, now);
  }

  /** The eye at `time`, or the one expected `ahead` milliseconds later; undefined if it is unknown. */
  eye(time: number, ahead = 0): Vector3 | undefined {
    const look = this.look.at(time, ahead);
    const feet = look && this.body.at(time, look.yaw, ahead);
    return feet && { ...feet, y: feet.y + this.#eyeHeight };
  }

  /** Forgets everything: the body was replaced or was away. */
  reset(): void {
    this.look.reset();
    this.body.reset();
  }
}
