import type { Action } from '../../../shared/action.ts';
import type { Vector3 } from '../../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { usualWalking, type Walking, wantedVelocity } from '../../../shared/walking.ts';
import { type BodyStep, stepBody } from './body-step.ts';
import { predictionTimes } from './prediction-times.ts';

type Walk = Pick<Action, 'move' | 'strafe' | 'jump'>;

/** An input as it was sent; `yaw` is the direction after it. */
export interface SentWalk {
  sequence: number;
  action: Walk;
  yaw: number;
}

export interface BodyPredictionOptions {
  /** Ticks a second. */
  rate: number;
  /** Metres a second squared. */
  gravity: number;
  walking?: Walking;
  /** The devices' present values. */
  intent(): Pick<Action, 'move' | 'strafe'>;
  /** How far a body at a place gets of a displacement, by what the page knows of the ground. */
  slide(from: GroundPoint, wish: GroundPoint): GroundPoint;
}

const { settling, longestPause, patience } = predictionTimes;
/** Of the spring that pulls the shown body to the expected one, 1/s: what is off counts for `settling` in all. */
const stiffness = 2000 / settling;
/** Metres up to which a correction is blended; a larger one is a teleport. */
const longestGlide = 1;

/** An input that the room has not acknowledged yet. */
interface Unacknowledged extends SentWalk {
  sentAt: number;
  /** Whether it came too late for its tick. */
  late: boolean;
}

/**
 * Where the player's own feet are by now: the room's last state, plus all inputs sent since then, by the rule of walking.ts.
 * This is client-side prediction with server reconciliation (Bernier, "Latency Compensating Methods in Client/Server In-game
 * Protocol Design", 2001), as LookPrediction has it for the direction.
 *
 * Inputs are steps of a whole tick, and a body is expected half a tick behind the newest: on the way of that step at first,
 * and on the way of the step that held controls will make then. The shown body moves with held controls at once, and
 * approaches the expected one, so that neither an input nor a correction makes it jump. The room makes one step a tick: where
 * no input came in time it goes on with the former one, and of several that came it takes the newest. So an input that a tick
 * passed over makes no step of its own, because that tick has made it. Without inputs both stay where the
 * room has the body. Times are milliseconds on one clock.
 */
export class BodyPrediction {
  readonly #options: BodyPredictionOptions;
  readonly #walking: Walking;
  readonly #period: number;
  readonly #unacknowledged: Unacknowledged[] = [];
  /** The newest acknowledged input, and the body after it. */
  #acknowledged: { sequence: number; action: Walk; yaw: number; body: BodyStep } | undefined;
  /** The body before and after the newest sent input. */
  #before: BodyStep | undefined;
  #after: BodyStep | undefined;
  #shown: Vector3 | undefined;
  /** Metres a second by which a correction moves the shown body. */
  readonly #correcting = { x: 0, y: 0, z: 0 };
  #sampledAt = 0;
  #seenAt: number | undefined;

  constructor(options: BodyPredictionOptions) {
    this.#options = options;
    this.#walking = options.walking ?? usualWalking;
    this.#period = 1000 / options.rate;
  }

  /** Takes the room's state: the player's feet after the input with number `sequence`, one or more ticks later. */
  acknowledge(feet: Vector3, sequence: number, ticks: number, now: number): void {
    const former = this.#acknowledged;
    const input = this.#unacknowledged.find((sent) => sent.sequence === sequence);
    const { action, yaw } = input ?? former ?? { action: still, yaw: 0 };
    this.#acknowledged = { sequence, action, yaw, body: this.#bodyAt(feet, ticks, action, yaw) };
    const kept = this.#unacknowledged.filter(
      (sent) => sent.sequence > sequence && now - sent.sentAt <= patience,
    );
    const merged = this.#unacknowledged.filter((sent) => sent.sequence <= sequence).length;
    this.#unacknowledged.splice(0, Infinity, ...kept);
    if (former) this.#passedOver(ticks - merged);
    this.#integrate();
  }

  /** An input was sent at `now`. */
  sampled(input: SentWalk, now: number): void {
    this.#sampledAt = now;
    this.#unacknowledged.push({ ...input, sentAt: now, late: false });
    this.#integrate();
  }

  /**
   * The feet at `now`, or those expected `ahead` milliseconds later with the present held controls, in the direction `yaw`;
   * undefined before the room's first state.
   */
  at(now: number, yaw: number, ahead = 0): Vector3 | undefined {
    const before = this.#before;
    const after = this.#after;
    if (before === undefined || after === undefined) return undefined;
    const passed = Math.min(longestPause, Math.max(0, now - (this.#seenAt ?? now)));
    this.#seenAt = now;
    const velocity = this.#velocity(after, yaw);
    const expected = this.#expected(
      before,
      after,
      velocity,
      Math.min(1, (now - this.#sampledAt) / this.#period),
    );
    const shown = this.#shown;
    if (shown === undefined || distance(shown, expected) > longestGlide) {
      this.#shown = expected;
      Object.assign(this.#correcting, { x: 0, y: 0, z: 0 });
    } else {
      const x = this.#towards('x', shown, expected, velocity, passed);
      const y = this.#towards('y', shown, expected, velocity, passed);
      const z = this.#towards('z', shown, expected, velocity, passed);
      const moved = this.#options.slide(shown, { x, z });
      if (moved.x !== x) this.#correcting.x = 0;
      if (moved.z !== z) this.#correcting.z = 0;
      this.#shown = { x: shown.x + moved.x, y: Math.max(0, shown.y + y), z: shown.z + moved.z };
    }
    return this.#on(this.#shown, velocity, ahead);
  }

  /**
   * How far the shown body goes along an axis in `passed` milliseconds: on with its velocity, and to the expected one as a
   * critically damped spring pulls it, so that a correction changes the velocity little by little, too.
   */
  #towards(axis: 'x' | 'y' | 'z', from: Vector3, to: Vector3, velocity: Vector3, passed: number): number {
    const seconds = passed / 1000;
    const on = velocity[axis] * seconds;
    const off = from[axis] + on - to[axis];
    const speed = this.#correcting[axis];
    const kept = Math.exp(-stiffness * seconds);
    const change = (speed + stiffness * off) * seconds;
    this.#correcting[axis] = (speed - stiffness * change) * kept;
    return on + (off + change) * kept - off;
  }

  /** Forgets everything: the body was replaced or was away. */
  reset(): void {
    this.#unacknowledged.length = 0;
    this.#acknowledged = undefined;
    this.#before = undefined;
    this.#after = undefined;
    this.#shown = undefined;
  }

  #on(from: Vector3, { x, y, z }: Vector3, milliseconds: number): Vector3 {
    if (milliseconds <= 0) return from;
    const seconds = milliseconds / 1000;
    const moved = this.#options.slide(from, { x: x * seconds, z: z * seconds });
    return { x: from.x + moved.x, y: Math.max(0, from.y + y * seconds), z: from.z + moved.z };
  }

  /** Half a tick behind the newest input; `share` of a tick has passed since then. */
  #expected(before: BodyStep, after: BodyStep, velocity: Vector3, share: number): Vector3 {
    if (share >= 0.5) return this.#on(after, velocity, (share - 0.5) * this.#period);
    const part = share + 0.5;
    const between = (axis: 'x' | 'y' | 'z') => before[axis] + (after[axis] - before[axis]) * part;
    return { x: between('x'), y: between('y'), z: between('z') };
  }

  /** Metres a second of the next tick with the present held controls. */
  #velocity(after: BodyStep, yaw: number): Vector3 {
    const seconds = this.#period / 1000;
    const next = this.#step(after, { ...this.#options.intent(), jump: false }, yaw);
    const grounded = after.y <= 0;
    return {
      x: (next.x - after.x) / seconds,
      y: grounded ? 0 : (next.y - after.y) / seconds,
      z: (next.z - after.z) / seconds,
    };
  }

  /** The room made so many steps without an input of their own: those that come next were late for them. */
  #passedOver(steps: number): void {
    const inTime = this.#unacknowledged.filter(({ late }) => !late);
    for (const sent of inTime.slice(0, Math.max(0, steps))) sent.late = true;
  }

  #integrate(): void {
    const start = this.#acknowledged;
    if (start === undefined) return;
    let { body } = start;
    let before = backwards(body, this.#period / 1000);
    for (const { action, yaw, late } of this.#unacknowledged) {
      if (late) continue;
      before = body;
      body = this.#step(body, action, yaw);
    }
    this.#before = before;
    this.#after = body;
  }

  #step(body: BodyStep, action: Walk, yaw: number): BodyStep {
    const { gravity, slide } = this.#options;
    const wanted = wantedVelocity(action, yaw, this.#walking.speed);
    const step = { wanted, jump: action.jump, gravity, seconds: this.#period / 1000 };
    return stepBody(body, step, this.#walking, slide);
  }

  /**
   * The acknowledged body with its velocity, of which the room tells nothing: that which the rule gives, corrected by how much
   * farther it came.
   */
  #bodyAt(feet: Vector3, ticks: number, action: Walk, yaw: number): BodyStep {
    const { x, y, z } = feet;
    const former = this.#acknowledged?.body;
    if (former === undefined || ticks < 1 || distance(former, feet) > longestGlide) {
      return { x, y, z, vx: 0, vy: 0, vz: 0 };
    }
    let body = former;
    for (let tick = 0; tick < ticks; tick++) body = this.#step(body, action, yaw);
    const seconds = (ticks * this.#period) / 1000;
    const corrected = (velocity: number, more: number) => {
      const speed = velocity + more / seconds;
      return Math.abs(speed) < slowest ? 0 : speed;
    };
    return {
      ...{ x, y, z },
      vx: corrected(body.vx, x - body.x),
      vy: y <= 0 ? 0 : corrected(body.vy, y - body.y),
      vz: corrected(body.vz, z - body.z),
    };
  }
}

const still: Walk = { move: 0, strafe: 0, jump: false };
/** Metres a second below which a body stands still. */
const slowest = 0.05;

/** Where a body was a tick ago, by its velocity. */
function backwards(body: BodyStep, seconds: number): BodyStep {
  return {
    ...body,
    x: body.x - body.vx * seconds,
    y: body.y - body.vy * seconds,
    z: body.z - body.vz * seconds,
  };
}

function distance(a: Vector3, b: Vector3): number {
  return Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
}
