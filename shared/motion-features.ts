import type { EntityKind } from './entity.ts';
import { halfExtents } from './entity.ts';

/**
 * What `motion.onnx` reads and writes for one body, in the body's own frame: x right, y up, z along
 * its heading. The same code feeds the trainer's simulator and the engine.
 */
export const scanRays = 32;
/** Metres; nothing farther matters within one tick. */
export const scanRange = 4;
export const motionFeatures = scanRays + 16;
export const motionOutputs = 8;

/** World-space surroundings of a body as distances; ray i leaves at heading + i * 2 pi / scanRays. */
export interface BodyState {
  kind: Extract<EntityKind, 'player' | 'ball'>;
  /** Feet (a ball: its lowest point) in metres. */
  x: number;
  y: number;
  z: number;
  /** Radians. */
  heading: number;
  /** Metres a second, world space. */
  vx: number;
  vy: number;
  vz: number;
}

export interface Physics {
  /** Metres a second squared, downwards; the reference world's default is 9.8. */
  gravity: number;
  /** Share of a ball's speed lost in a second of rolling, 0 to 4. */
  friction: number;
  /** Restitution of a ball, 0 to 1. */
  bounce: number;
}

export interface BodyIntent {
  /** -1 to 1, as in Action. */
  move: number;
  strafe: number;
  jump: boolean;
}

export interface MotionChange {
  /** Displacement of the body within the tick, metres, world space. */
  dx: number;
  dy: number;
  dz: number;
  /** Velocity after the tick, metres a second, world space. */
  vx: number;
  vy: number;
  vz: number;
  /** Probability of touching the ground at the end, and something solid during the tick. */
  ground: number;
  contact: number;
}

export function bodyRadius(kind: BodyState['kind']): number {
  return halfExtents[kind][0];
}

/**
 * Writes the features of one body: [0..31] scan (metres / range), [32..34] velocity right, up,
 * forward (/ 4 m/s), [35] height above the ground (m), [36] 1 on the ground, [37] move, [38] strafe,
 * [39] jump, [40] 1 = player, [41] 1 = ball, [42] radius (m), [43] gravity / 10, [44] friction / 4,
 * [45] bounce, [46] time step x 10 (s), [47] constant 1. `scan` holds scanRays distances in metres.
 */
export function writeMotionFeatures(
  body: BodyState,
  intent: BodyIntent,
  physics: Physics,
  scan: ArrayLike<number>,
  timeStep: number,
  out: Float32Array,
  offset: number,
): void {
  for (let i = 0; i < scanRays; i++) out[offset + i] = Math.min(scan[i], scanRange) / scanRange;
  const s = Math.sin(body.heading);
  const c = Math.cos(body.heading);
  const rest = offset + scanRays;
  out[rest] = (body.vx * c - body.vz * s) / 4;
  out[rest + 1] = body.vy / 4;
  out[rest + 2] = (body.vx * s + body.vz * c) / 4;
  out[rest + 3] = body.y;
  out[rest + 4] = body.y < 1e-3 ? 1 : 0;
  out[rest + 5] = intent.move;
  out[rest + 6] = intent.strafe;
  out[rest + 7] = intent.jump ? 1 : 0;
  out[rest + 8] = body.kind === 'player' ? 1 : 0;
  out[rest + 9] = body.kind === 'ball' ? 1 : 0;
  out[rest + 10] = bodyRadius(body.kind);
  out[rest + 11] = physics.gravity / 10;
  out[rest + 12] = physics.friction / 4;
  out[rest + 13] = physics.bounce;
  out[rest + 14] = timeStep * 10;
  out[rest + 15] = 1;
}

/**
 * The targets of the same: [0..2] displacement right, up, forward (m), [3..5] new velocity right,
 * up, forward (/ 4 m/s), [6] logit of ground, [7] logit of contact.
 */
export function writeMotionTargets(
  heading: number,
  change: MotionChange,
  out: Float32Array,
  offset: number,
): void {
  const s = Math.sin(heading);
  const c = Math.cos(heading);
  out[offset] = change.dx * c - change.dz * s;
  out[offset + 1] = change.dy;
  out[offset + 2] = change.dx * s + change.dz * c;
  out[offset + 3] = (change.vx * c - change.vz * s) / 4;
  out[offset + 4] = change.vy / 4;
  out[offset + 5] = (change.vx * s + change.vz * c) / 4;
  out[offset + 6] = change.ground;
  out[offset + 7] = change.contact;
}

/** Reads one row of `motion.onnx`'s output back into world space. */
export function readMotionChange(heading: number, row: ArrayLike<number>, offset: number): MotionChange {
  const s = Math.sin(heading);
  const c = Math.cos(heading);
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  return {
    dx: row[offset] * c + row[offset + 2] * s,
    dy: row[offset + 1],
    dz: -row[offset] * s + row[offset + 2] * c,
    vx: (row[offset + 3] * c + row[offset + 5] * s) * 4,
    vy: row[offset + 4] * 4,
    vz: (-row[offset + 3] * s + row[offset + 5] * c) * 4,
    ground: sigmoid(row[offset + 6]),
    contact: sigmoid(row[offset + 7]),
  };
}
