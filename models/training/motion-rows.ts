import type { Entity } from '../../shared/entity.ts';
import { blockColours, halfExtents, playerColours } from '../../shared/entity.ts';
import {
  type BodyIntent,
  type BodyState,
  bodyRadius,
  motionFeatures,
  motionOutputs,
  type Physics,
  scanRays,
  writeMotionFeatures,
  writeMotionTargets,
} from '../../shared/motion-features.ts';
import { rangeScan, type SolidGrid } from '../../shared/range-scan.ts';
import { stepBody } from '../reference/physics.ts';
import { Random } from '../reference/random.ts';
import { generateWorld } from '../reference/world.ts';
import { trainedPhysics } from './trained-physics.ts';

/** Largest error, metres, put on half of the scans: what the engine reads comes from drawn depth. */
const scanNoise = 0.04;

/** One-step transitions of random bodies: features [rows, motionFeatures] and targets [rows, motionOutputs]. */
export function makeMotionRows(
  seed: number,
  rows: number,
  rate: number,
): { features: Float32Array; targets: Float32Array } {
  const random = new Random(seed * 104_729 + 7);
  const world = generateWorld(seed);
  const features = new Float32Array(rows * motionFeatures);
  const targets = new Float32Array(rows * motionOutputs);
  const scan = new Float32Array(scanRays);
  for (let row = 0; row < rows; ) {
    const body = randomBody(random, world.size);
    const obstacles = randomObstacles(random, body);
    rangeScan(world, obstacles, body.x, body.z, body.heading, scan);
    if (!isClear(world, obstacles, body, scan)) continue;
    const physics = randomPhysics(random);
    const intent = body.kind === 'player' ? randomIntent(random) : { move: 0, strafe: 0, jump: false };
    const change = stepBody(world, obstacles, body, intent, physics, 1 / rate);
    if (random.next() < 0.5)
      for (let i = 0; i < scanRays; i++) scan[i] += random.range(-scanNoise, scanNoise);
    writeMotionFeatures(body, intent, physics, scan, 1 / rate, features, row * motionFeatures);
    writeMotionTargets(body.heading, change, targets, row * motionOutputs);
    row++;
  }
  return { features, targets };
}

function randomBody(random: Random, size: number): BodyState {
  const kind = random.next() < 0.7 ? 'player' : 'ball';
  const speed = kind === 'player' ? random.range(0, 3.2) : random.next() ** 2 * 9;
  const direction = random.range(-Math.PI, Math.PI);
  const air = random.next() < 0.25;
  return {
    kind,
    x: random.range(0.5, size - 0.5),
    z: random.range(0.5, size - 0.5),
    y: air ? random.range(0.01, 1.2) : 0,
    heading: random.range(-Math.PI, Math.PI),
    vx: Math.sin(direction) * speed,
    vz: Math.cos(direction) * speed,
    vy: air ? random.range(-5, 4.2) : 0,
  };
}

function randomIntent(random: Random): BodyIntent {
  const axis = () =>
    random.next() < 0.3 ? 0 : random.next() < 0.6 ? Math.sign(random.next() - 0.5) : random.range(-1, 1);
  return { move: random.next() < 0.4 ? 1 : axis(), strafe: axis(), jump: random.next() < 0.15 };
}

function randomPhysics(random: Random): Physics {
  if (random.next() < 0.4) return { gravity: 9.8, friction: 0.8, bounce: 0.6 };
  return {
    gravity: random.range(...trainedPhysics.gravity),
    friction: random.range(...trainedPhysics.friction),
    bounce: random.range(...trainedPhysics.bounce),
  };
}

function randomObstacles(random: Random, body: BodyState): Entity[] {
  if (random.next() < 0.5) return [];
  const angle = random.range(-Math.PI, Math.PI);
  // A ball is kicked within a few centimetres of a player, which chance alone would rarely show.
  const distance =
    body.kind === 'ball' && random.next() < 0.5 ? random.range(0.59, 0.67) : random.range(0.45, 1.6);
  const x = body.x + Math.sin(angle) * distance;
  const z = body.z + Math.cos(angle) * distance;
  if (random.next() < 0.5) {
    const colour = playerColours[0];
    return [{ kind: 'player', x, y: halfExtents.player[1], z, yaw: angle, colour, state: 0 }];
  }
  const cell = { x: Math.floor(x) + 0.5, y: halfExtents.block[1], z: Math.floor(z) + 0.5 };
  return [{ kind: 'block', ...cell, yaw: 0, colour: blockColours[0], state: 0 }];
}

/** A body starts outside of solids by its radius, as bodies in play do. */
function isClear(
  world: SolidGrid,
  obstacles: readonly Entity[],
  body: BodyState,
  scan: Float32Array,
): boolean {
  if (world.solidAt(Math.floor(body.x), Math.floor(body.z))) return false;
  const radius = bodyRadius(body.kind);
  if (scan.some((distance) => distance < radius - 0.01)) return false;
  return obstacles.every((o) => Math.hypot(o.x - body.x, o.z - body.z) > radius);
}
