import type { Action } from '../../../shared/action.ts';
import { wrapAngle } from '../../../shared/geometry/camera.ts';
import { type Look, type LookLimits, turned } from '../../../shared/geometry/look.ts';
import type { AxisIntent } from '../action-sampler.ts';
import { predictionTimes } from './prediction-times.ts';

const axes = ['turn', 'look'] as const;
type LookAxis = (typeof axes)[number];
export type LookIntent = Record<LookAxis, AxisIntent>;
type Turn = Pick<Action, LookAxis>;

/** One sampling of the devices. */
export interface LookSample {
  /** The devices' values just before and just after it. */
  before: LookIntent;
  after: LookIntent;
  /** The input sent to the room; undefined if it was not sent. */
  input: { sequence: number; action: Turn } | undefined;
}

const { settling, longestPause, patience } = predictionTimes;
/** Ticks of turning up to which a correction by the room is smoothed. A larger one is a teleport. */
const longestGlide = 4;

/**
 * The player's present direction of view: the room's last state, plus all inputs sent since then, applied by
 * the room's own rule (shared/geometry/look.ts). This is client-side prediction with server reconciliation
 * (Bernier, "Latency Compensating Methods in Client/Server In-game Protocol Design", 2001).
 *
 * Inputs are steps of a whole tick, but people turn smoothly. So pointer movement counts at once, before it
 * is sampled, and held controls turn from the press on at the speed of their axis. The difference to the
 * steps, the lead, carries over samples and corrections and decays within a few frames, so that the picture
 * does not jump. Times are milliseconds on one clock.
 */
export class LookPrediction {
  readonly #limits: LookLimits;
  readonly #period: number;
  readonly #intent: () => LookIntent;
  readonly #unacknowledged: { sequence: number; action: Turn; sentAt: number }[] = [];
  /** Lead of the player over the inputs, in ticks at axis value 1. */
  readonly #lead: Turn = { turn: 0, look: 0 };
  #acknowledged: Look | undefined;
  #sampledAt = 0;
  #seenAt: number | undefined;

  /**
   * @param rate Ticks a second.
   * @param intent The devices' present values.
   */
  constructor(limits: LookLimits, rate: number, intent: () => LookIntent) {
    this.#limits = limits;
    this.#period = 1000 / rate;
    this.#intent = intent;
  }

  /** The direction after all inputs sent so far, in whole ticks; undefined before the room's first state. */
  get integrated(): Look | undefined {
    let look = this.#acknowledged;
    if (!look) return undefined;
    for (const { action } of this.#unacknowledged) look = this.#turned(look, action);
    return look;
  }

  /** Takes the room's state: the player's direction after the input with number `sequence`. */
  acknowledge(look: Look, sequence: number, now: number): void {
    this.#advance(now);
    const before = this.integrated;
    this.#acknowledged = { yaw: look.yaw, pitch: look.pitch };
    let gone = 0;
    for (const input of this.#unacknowledged) {
      if (input.sequence <= sequence || now - input.sentAt > patience) gone++;
      else break;
    }
    this.#unacknowledged.splice(0, gone);
    const after = this.integrated;
    if (!before || !after) return;
    const seconds = this.#period / 1000;
    this.#carry('turn', wrapAngle(before.yaw - after.yaw) / (this.#limits.turnRate * seconds));
    this.#carry('look', (before.pitch - after.pitch) / (this.#limits.lookRate * seconds));
  }

  /** Takes a sample of the devices. */
  sampled({ before, after, input }: LookSample, now: number): void {
    this.#advance(now);
    this.#sampledAt = now;
    if (input) this.#unacknowledged.push({ ...input, sentAt: now });
    for (const axis of axes) {
      // The direction stays the same, because the sampled movement is part of the inputs from now on.
      this.#carry(axis, before[axis].moved - after[axis].moved - (input?.action[axis] ?? 0));
    }
  }

  /**
   * The player's direction at `now`, or the one predicted for `ahead` milliseconds later with the present
   * held controls; undefined before the room's first state.
   */
  at(now: number, ahead = 0): Look | undefined {
    const { turn, look } = this.#advance(now);
    const ticks = ahead / this.#period;
    const integrated = this.integrated;
    return (
      integrated &&
      this.#turned(integrated, {
        turn: this.#lead.turn + turn.moved + turn.held * ticks,
        look: this.#lead.look + look.moved + look.held * ticks,
      })
    );
  }

  /** Forgets everything: the body was replaced or was away. */
  reset(): void {
    this.#unacknowledged.length = 0;
    this.#acknowledged = undefined;
    this.#lead.turn = 0;
    this.#lead.look = 0;
  }

  #advance(now: number): LookIntent {
    const intent = this.#intent();
    const passed = Math.max(0, now - (this.#seenAt ?? now));
    this.#seenAt = now;
    const share = Math.min(1, (now - this.#sampledAt) / this.#period);
    const fading = 1 - Math.exp(-passed / settling);
    for (const axis of axes) {
      const { held } = intent[axis];
      const turning = this.#lead[axis] + (held * Math.min(passed, longestPause)) / this.#period;
      // A release may come at any time of a tick. A target half a tick behind makes the movement after it
      // shortest.
      this.#lead[axis] = turning + (held * (share - 0.5) - turning) * fading;
    }
    return intent;
  }

  #carry(axis: LookAxis, ticks: number): void {
    const lead = this.#lead[axis] + ticks;
    this.#lead[axis] = Math.abs(lead) > longestGlide ? 0 : lead;
  }

  #turned(look: Look, action: Turn): Look {
    return turned(look, action, this.#limits, this.#period / 1000);
  }
}
