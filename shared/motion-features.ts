import type { EntityKind } from './entity.ts';
import { halfExtents } from './entity.ts';

/**
 * Inputs and outputs of `motion.onnx` for one body, in the body's own frame: x right, y up, z along
 * its heading. The trainer's simulator and the engine use the same code.
 */
export const scanRays = 32;
/** Metres; a body cannot reach anything farther within one tick. */
export const scanRange = 4;
export const motionFeatures = scanRays + 16;
export const motionOutputs = 8;
/** Metres a second that a velocity of 1 stands for. */
export const velocityUnit = 4;
/** Height of the feet, metres, below which a body counts as on the ground. */
export const groundedBelow = 1e-3;
/** Scales: gravity and friction are divided by them, the time step is multiplied. */
export const motionScales = { gravity: 10, friction: 4, timeStep: 10 } as const;

/** Offset of each property within {@link motionFeatures}; the trainer reads rows by the same table. */
export const motionLayout = {
  /** Metres / {@link scanRange}, {@link scanRays} of them. */
  scan: 0,
  /** Right, up, forward; in units of {@link velocityUnit}. */
  velocity: scanRays,
  /** Height of the feet above the ground, metres. */
  height: scanRays + 3,
  /** 1 on the ground. */
  grounded: scanRays + 4,
  move: scanRays + 5,
  strafe: scanRays + 6,
  jump: scanRays + 7,
  /** 1 = player, 1 = ball. */
  kind: scanRays + 8,
  /** Metres. */
  radius: scanRays + 10,
  gravity: scanRays + 11,
  friction: scanRays + 12,
  bounce: scanRays + 13,
  timeStep: scanRays + 14,
  /** Always 1. */
  constant: scanRays + 15,
} as const;

/** Offset of each property within {@link motionOutputs}. */
export const motionOutputLayout = {
  /** Right, up, forward, metres. */
  displacement: 0,
  /** Right, up, forward; in units of {@link velocityUnit}. */
  velocity: 3,
  /** Logits. */
  ground: 6,
  contact: 7,
} as const;

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
  /** Rolling friction of a ball: share of its speed lost a second, 0 to 4. */
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
  /** Probabilities of ground contact at the end of the tick, and of contact with a solid during the tick. */
  ground: number;
  contact: number;
}

export function bodyRadius(kind: BodyState['kind']): number {
  return halfExtents[kind][0];
}

/**
 * Writes the features of one body, by {@link motionLayout}. `scan` holds scanRays distances in metres,
 * `timeStep` is in seconds.
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
  const at = motionLayout;
  out[offset + at.velocity] = (body.vx * c - body.vz * s) / velocityUnit;
  out[offset + at.velocity + 1] = body.vy / velocityUnit;
  out[offset + at.velocity + 2] = (body.vx * s + body.vz * c) / velocityUnit;
  out[offset + at.height] = body.y;
  out[offset + at.grounded] = body.y < groundedBelow ? 1 : 0;
  out[offset + at.move] = intent.move;
  out[offset + at.strafe] = intent.strafe;
  out[offset + at.jump] = intent.jump ? 1 : 0;
  out[offset + at.kind] = body.kind === 'player' ? 1 : 0;
  out[offset + at.kind + 1] = body.kind === 'ball' ? 1 : 0;
  out[offset + at.radius] = bodyRadius(body.kind);
  out[offset + at.gravity] = physics.gravity / motionScales.gravity;
  out[offset + at.friction] = physics.friction / motionScales.friction;
  out[offset + at.bounce] = physics.bounce;
  out[offset + at.timeStep] = timeStep * motionScales.timeStep;
  out[offset + at.constant] = 1;
}

/** Writes the training targets of one body, by {@link motionOutputLayout}. */
export function writeMotionTargets(
  heading: number,
  change: MotionChange,
  out: Float32Array,
  offset: number,
): void {
  const s = Math.sin(heading);
  const c = Math.cos(heading);
  const at = motionOutputLayout;
  out[offset + at.displacement] = change.dx * c - change.dz * s;
  out[offset + at.displacement + 1] = change.dy;
  out[offset + at.displacement + 2] = change.dx * s + change.dz * c;
  out[offset + at.velocity] = (change.vx * c - change.vz * s) / velocityUnit;
  out[offset + at.velocity + 1] = change.vy / velocityUnit;
  out[offset + at.velocity + 2] = (change.vx * s + change.vz * c) / velocityUnit;
  out[offset + at.ground] = change.ground;
  out[offset + at.contact] = change.contact;
}

/** Reads one row of `motion.onnx`'s output back into world space. */
export function readMotionChange(heading: number, row: ArrayLike<number>, offset: number): MotionChange {
  const s = Math.sin(heading);
  const c = Math.cos(heading);
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const moved = offset + motionOutputLayout.displacement;
  const velocity = offset + motionOutputLayout.velocity;
  return {
    dx: row[moved] * c + row[moved + 2] * s,
    dy: row[moved + 1],
    dz: -row[moved] * s + row[moved + 2] * c,
    vx: (row[velocity] * c + row[velocity + 2] * s) * velocityUnit,
    vy: row[velocity + 1] * velocityUnit,
    vz: (-row[velocity] * s + row[velocity + 2] * c) * velocityUnit,
    ground: sigmoid(row[offset + motionOutputLayout.ground]),
    contact: sigmoid(row[offset + motionOutputLayout.contact]),
  };
}
