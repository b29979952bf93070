import { type Entity, halfExtents } from '../../shared/entity.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import {
  type BodyIntent,
  type BodyState,
  bodyRadius,
  type MotionChange,
  type Physics,
} from '../../shared/motion-features.ts';
import { usualWalking, wantedVelocity } from '../../shared/walking.ts';

/** The physics a room starts with. */
export const defaultPhysics: Readonly<Physics> = { gravity: 9.8, friction: 0.8, bounce: 0.6 };

/** Metres a second at which a player walks, and at which it leaves the ground when it jumps. */
export const walkingSpeed = usualWalking.speed;
export const { jumpSpeed } = usualWalking;
/** Metres a second at which a ball leaves a player who touches it. */
export const kickSpeed = 3.5;

/** Rates, 1/s, at which the difference to the wanted velocity decays. */
const { groundControl, airControl } = usualWalking;
/** Metres between footprints within which a player touches a ball. */
const touch = 0.06;
/** Metres a second below which a bouncing ball stays on the ground, and a rolling one stops. */
const restSpeed = 0.4;
const crawlSpeed = 0.03;
/** Most metres that a body moves between two collision checks. */
const longestStep = 0.06;
/** Most corrections in one step: a corner takes two, and a door beside a wall one more. */
const corrections = 4;

/**
 * Motion of one body over `timeStep` seconds among walls (which block at all heights), doors, blocks, players
 * and balls. Does not change the body itself. Players walk towards the wanted velocity and slide along
 * obstacles. Balls roll, bounce, and are kicked away by players who touch them. A body that starts outside
 * solid cells ends outside them.
 */
export function stepBody(
  world: SolidGrid,
  obstacles: readonly Entity[],
  body: BodyState,
  intent: BodyIntent,
  physics: Physics,
  timeStep: number,
): MotionChange {
  const motion: Motion = { ...body, contact: false };
  if (body.kind === 'ball') kick(motion, obstacles);
  if (body.kind === 'player' && intent.jump && motion.y <= 1e-3) motion.vy = jumpSpeed;
  const speed = Math.hypot(motion.vx, motion.vz) + (body.kind === 'player' ? walkingSpeed : 0);
  const steps = Math.max(4, Math.ceil((speed * timeStep) / longestStep));
  const dt = timeStep / steps;
  const near = obstacles.filter((o) => Math.hypot(o.x - body.x, o.z - body.z) < speed * timeStep + 2);
  for (let i = 0; i < steps; i++) {
    fall(motion, physics, dt);
    if (body.kind === 'player') walk(motion, intent, dt);
    else roll(motion, physics, dt);
    const { x, z } = motion;
    motion.x += motion.vx * dt;
    motion.z += motion.vz * dt;
    collide(world, near, motion, physics);
    if (insideSolid(world, motion.x, motion.z)) {
      motion.x = x;
      motion.z = z;
    }
  }
  return {
    dx: motion.x - body.x,
    dy: motion.y - body.y,
    dz: motion.z - body.z,
    vx: motion.vx,
    vy: motion.vy,
    vz: motion.vz,
    ground: motion.y <= 1e-3 ? 1 : 0,
    contact: motion.contact ? 1 : 0,
  };
}

interface Motion extends BodyState {
  contact: boolean;
}

interface Contact {
  /** Metres of overlap; 0 or less without overlap. */
  depth: number;
  /** Unit vector away from the obstacle. */
  nx: number;
  nz: number;
}

function kick(ball: Motion, obstacles: readonly Entity[]): void {
  for (const obstacle of obstacles) {
    if (obstacle.kind !== 'player') continue;
    const { depth, nx, nz } = footprintContact(obstacle, ball.x, ball.z, bodyRadius('ball') + touch);
    if (depth <= 0 || ball.y > 2 * halfExtents.player[1]) continue;
    const away = ball.vx * nx + ball.vz * nz;
    if (away >= kickSpeed) continue;
    ball.vx += (kickSpeed - away) * nx;
    ball.vz += (kickSpeed - away) * nz;
    ball.contact = true;
  }
}

/** A bounce happens at its exact time within `dt`, so that its height does not depend on the ticks. */
function fall(motion: Motion, physics: Physics, dt: number): void {
  if (motion.y <= 0 && motion.vy <= 0) {
    motion.y = 0;
    motion.vy = 0;
    return;
  }
  const { gravity } = physics;
  const { y, vy } = motion;
  motion.y += vy * dt - 0.5 * gravity * dt * dt;
  motion.vy -= gravity * dt;
  if (motion.y > 0) return;
  const impact = Math.sqrt(Math.max(0, vy * vy + 2 * gravity * y));
  const rebound = motion.kind === 'ball' ? impact * physics.bounce : 0;
  motion.y = 0;
  motion.vy = 0;
  if (rebound <= restSpeed) return;
  const rest = Math.max(0, dt - (vy + impact) / gravity);
  motion.y = Math.max(0, rebound * rest - 0.5 * gravity * rest * rest);
  motion.vy = rebound - gravity * rest;
}

function walk(motion: Motion, intent: BodyIntent, dt: number): void {
  const wanted = wantedVelocity(intent, motion.heading, walkingSpeed);
  const gain = 1 - Math.exp(-dt * (motion.y <= 1e-3 ? groundControl : airControl));
  motion.vx += (wanted.x - motion.vx) * gain;
  motion.vz += (wanted.z - motion.vz) * gain;
}

function roll(motion: Motion, physics: Physics, dt: number): void {
  const keep = motion.y <= 1e-3 ? Math.exp(-physics.friction * dt) : 1;
  motion.vx *= keep;
  motion.vz *= keep;
  if (motion.y <= 1e-3 && Math.hypot(motion.vx, motion.vz) < crawlSpeed) motion.vx = motion.vz = 0;
}

/** Resolves the deepest overlap, a few times, and changes the body's velocity. */
function collide(world: SolidGrid, obstacles: readonly Entity[], motion: Motion, physics: Physics): void {
  const radius = bodyRadius(motion.kind);
  for (let i = 0; i < corrections; i++) {
    let deepest = gridContact(world, motion.x, motion.z, radius);
    for (const obstacle of obstacles) {
      const contact = footprintContact(obstacle, motion.x, motion.z, radius);
      if (contact.depth > deepest.depth) deepest = contact;
    }
    if (deepest.depth <= 0) return;
    const { depth, nx, nz } = deepest;
    motion.contact = true;
    motion.x += nx * (depth + 1e-6);
    motion.z += nz * (depth + 1e-6);
    const into = motion.vx * nx + motion.vz * nz;
    if (into >= 0) continue;
    const restitution = motion.kind === 'ball' ? physics.bounce : 0;
    motion.vx -= (1 + restitution) * into * nx;
    motion.vz -= (1 + restitution) * into * nz;
  }
}

function insideSolid(world: SolidGrid, x: number, z: number): boolean {
  return world.solidAt(Math.floor(x / world.cellSize), Math.floor(z / world.cellSize));
}

/** The deepest overlap of a disc with solid cells. */
function gridContact(world: SolidGrid, x: number, z: number, radius: number): Contact {
  const size = world.cellSize;
  let deepest: Contact = { depth: 0, nx: 0, nz: 0 };
  for (let cellZ = Math.floor((z - radius) / size); cellZ <= Math.floor((z + radius) / size); cellZ++) {
    for (let cellX = Math.floor((x - radius) / size); cellX <= Math.floor((x + radius) / size); cellX++) {
      if (!world.solidAt(cellX, cellZ)) continue;
      const contact = boxContact(
        x - (cellX + 0.5) * size,
        z - (cellZ + 0.5) * size,
        size / 2,
        size / 2,
        radius,
      );
      if (contact.depth > deepest.depth) deepest = contact;
    }
  }
  return deepest;
}

function footprintContact(obstacle: Entity, x: number, z: number, radius: number): Contact {
  const [halfRight, , halfForward] = halfExtents[obstacle.kind];
  const ox = x - obstacle.x;
  const oz = z - obstacle.z;
  if (obstacle.kind === 'player' || obstacle.kind === 'ball') {
    const distance = Math.hypot(ox, oz);
    const depth = radius + halfRight - distance;
    if (distance < 1e-9) return { depth, nx: 1, nz: 0 };
    return { depth, nx: ox / distance, nz: oz / distance };
  }
  const s = Math.sin(obstacle.yaw);
  const c = Math.cos(obstacle.yaw);
  const own = boxContact(ox * c - oz * s, ox * s + oz * c, halfRight, halfForward, radius);
  return { depth: own.depth, nx: own.nx * c + own.nz * s, nz: own.nz * c - own.nx * s };
}

/** Overlap of a disc at (x, z) with a box around the origin. */
function boxContact(x: number, z: number, halfX: number, halfZ: number, radius: number): Contact {
  const nearX = Math.max(-halfX, Math.min(halfX, x));
  const nearZ = Math.max(-halfZ, Math.min(halfZ, z));
  const distance = Math.hypot(x - nearX, z - nearZ);
  if (distance > 1e-9) {
    return { depth: radius - distance, nx: (x - nearX) / distance, nz: (z - nearZ) / distance };
  }
  // The centre is inside: moves out by the nearest side.
  const outX = halfX - Math.abs(x);
  const outZ = halfZ - Math.abs(z);
  if (outX < outZ) return { depth: radius + outX, nx: x < 0 ? -1 : 1, nz: 0 };
  return { depth: radius + outZ, nx: 0, nz: z < 0 ? -1 : 1 };
}
