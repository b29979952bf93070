import type { Entity } from '../../../shared/entity.ts';
import { blockColours, doorColour, halfExtents, playerColours } from '../../../shared/entity.ts';
import { rangeScan, type SolidGrid } from '../../../shared/geometry/range-scan.ts';
import {
  type BodyIntent,
  type BodyState,
  bodyRadius,
  type MotionChange,
  motionFeatures,
  motionOutputs,
  type Physics,
  scanRays,
  writeMotionFeatures,
  writeMotionTargets,
} from '../../../shared/motion-features.ts';
import { defaultPhysics, stepBody } from '../../reference/physics.ts';
import { Random } from '../../reference/random.ts';
import { trainedPhysics } from '../../reference/trained-physics.ts';
import { generateWorld } from '../../reference/world.ts';

/**
 * Largest random error, metres, of half of the scans at walls, like that of scans which the engine reads from
 * drawn depth.
 */
const scanNoise = 0.04;
/** Share of rows that continue the row before: bodies at walls, in corners, in the middle of a jump. */
const goesOn = 0.6;
/** Share of fresh rows that start beside a wall, and the largest distance in metres. */
const besideWall = 0.5;
const wallReach = 0.5;
/** Share of players, and of balls, that start in the air. */
const inAir = { player: 0.25, ball: 0.6 } as const;
/** Share of rows with the default physics. */
const usual = 0.25;

interface Moment {
  body: BodyState;
  obstacles: Entity[];
  physics: Physics;
  intent: BodyIntent;
}

/**
 * One-step transitions of random bodies: features [rows, motionFeatures] and targets [rows, motionOutputs].
 */
export function makeMotionRows(
  seed: number,
  rows: number,
  rate: number,
): { features: Float32Array; targets: Float32Array } {
  const random = new Random(seed * 104_729 + 7);
  const world = generateWorld(seed);
  const features = new Float32Array(rows * motionFeatures);
  const targets = new Float32Array(rows * motionOutputs);
  const walls = new Float32Array(scanRays);
  const scan = new Float32Array(scanRays);
  let last: Moment | undefined;
  for (let row = 0; row < rows; ) {
    const going = last !== undefined && random.next() < goesOn;
    const moment = going && last !== undefined ? nextMoment(random, last) : freshMoment(random, world.size);
    const { body, obstacles, physics, intent } = moment;
    rangeScan(world, [], body.x, body.z, body.heading, walls);
    rangeScan(world, obstacles, body.x, body.z, body.heading, scan);
    const tooFar =
      !going && random.next() < besideWall && Math.min(...walls) > bodyRadius(body.kind) + wallReach;
    if (tooFar || !isClear(world, obstacles, body, scan)) {
      last = undefined;
      continue;
    }
    const change = stepBody(world, obstacles, body, intent, physics, 1 / rate);
    if (random.next() < 0.5) {
      for (let i = 0; i < scanRays; i++) {
        if (scan[i] === walls[i]) scan[i] += random.range(-scanNoise, scanNoise);
      }
    }
    writeMotionFeatures(body, intent, physics, scan, 1 / rate, features, row * motionFeatures);
    writeMotionTargets(body.heading, change, targets, row * motionOutputs);
    last = { ...moment, body: moved(body, change) };
    row++;
  }
  return { features, targets };
}

function freshMoment(random: Random, size: number): Moment {
  const body = randomBody(random, size);
  const obstacles = randomObstacles(random, body);
  return { body, obstacles, physics: randomPhysics(random), intent: randomIntent(random, body) };
}

/** The same body one tick later, mostly with the same intent. */
function nextMoment(random: Random, { body, obstacles, physics, intent }: Moment): Moment {
  const heading = body.heading + random.range(-0.3, 0.3);
  const same = random.next() < 0.7;
  return {
    body: { ...body, heading },
    obstacles,
    physics,
    intent: same ? { ...intent, jump: false } : randomIntent(random, body),
  };
}

function moved(body: BodyState, { dx, dy, dz, vx, vy, vz }: MotionChange): BodyState {
  return { ...body, x: body.x + dx, y: body.y + dy, z: body.z + dz, vx, vy, vz };
}

function randomBody(random: Random, size: number): BodyState {
  const kind = random.next() < 0.5 ? 'player' : 'ball';
  const speed = kind === 'player' ? random.range(0, 3.2) : random.next() ** 2 * 9;
  const direction = random.range(-Math.PI, Math.PI);
  const air = random.next() < inAir[kind];
  return {
    kind,
    x: random.range(0.5, size - 0.5),
    z: random.range(0.5, size - 0.5),
    y: air ? randomHeight(random) : 0,
    heading: random.range(-Math.PI, Math.PI),
    vx: Math.sin(direction) * speed,
    vz: Math.cos(direction) * speed,
    vy: air ? random.range(-6.5, 5) : 0,
  };
}

/** Height in metres: any height of a fall, near the ground, or leaving it. */
function randomHeight(random: Random): number {
  const draw = random.next();
  return draw < 0.1 ? 0 : random.range(0, draw < 0.5 ? 0.4 : 1.3);
}

function randomIntent(random: Random, body: BodyState): BodyIntent {
  if (body.kind === 'ball') return { move: 0, strafe: 0, jump: false };
  const axis = () =>
    random.next() < 0.3 ? 0 : random.next() < 0.6 ? Math.sign(random.next() - 0.5) : random.range(-1, 1);
  return { move: random.next() < 0.4 ? 1 : axis(), strafe: axis(), jump: random.next() < 0.15 };
}

function randomPhysics(random: Random): Physics {
  if (random.next() < usual) return defaultPhysics;
  return {
    gravity: random.range(...trainedPhysics.gravity),
    friction: random.range(...trainedPhysics.friction),
    bounce: random.range(...trainedPhysics.bounce),
  };
}

function randomObstacles(random: Random, body: BodyState): Entity[] {
  if (random.next() < 0.5) return [];
  const angle = random.range(-Math.PI, Math.PI);
  // A ball is kicked within a few centimetres of a player, which uniform sampling would rarely produce.
  const distance =
    body.kind === 'ball' && random.next() < 0.5 ? random.range(0.59, 0.67) : random.range(0.45, 1.6);
  const x = body.x + Math.sin(angle) * distance;
  const z = body.z + Math.cos(angle) * distance;
  const draw = random.next();
  if (draw < 0.5) {
    const colour = playerColours[0];
    return [{ kind: 'player', x, y: halfExtents.player[1], z, yaw: angle, colour, state: 0 }];
  }
  if (draw < 0.65) {
    const yaw = (random.integer(4) * Math.PI) / 2;
    return [{ kind: 'door', x, y: halfExtents.door[1], z, yaw, colour: doorColour, state: 0 }];
  }
  const cell = { x: Math.floor(x) + 0.5, y: halfExtents.block[1], z: Math.floor(z) + 0.5 };
  return [{ kind: 'block', ...cell, yaw: 0, colour: blockColours[0], state: 0 }];
}

/** Whether a body starts outside solids by its radius, as bodies in play do. */
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
