import type { Action } from '../../../shared/action.ts';
import { collideAndSlide } from '../../../shared/geometry/collide-and-slide.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import type { BodyState } from '../../../shared/motion-features.ts';
import { bodyRadius } from '../../../shared/motion-features.ts';
import { obstaclesFor, type WorldState } from '../world-state.ts';

/** Speed with which a player pushes obstacles, metres a second. */
export const pushSpeed = 3;
/** Gap up to which two bodies are in contact, metres. */
export const pushGap = 0.06;
/** Share of a push that the other body takes. Players resist more than balls. */
const compliance = { player: 0.4, ball: 1 } as const;
/** Number of bodies in a row through which a push continues. */
export const pushRounds = 3;

/** Metres a second in world space, on the ground plane. */
export interface Velocity {
  readonly x: number;
  readonly z: number;
}

const none: Velocity = { x: 0, z: 0 };

/** Velocity with which a player pushes obstacles: its axes in world space, at most pushSpeed. */
export function driveOf(body: BodyState, { move, strafe }: Pick<Action, 'move' | 'strafe'>): Velocity {
  const share = pushSpeed / Math.max(1, Math.hypot(move, strafe));
  const s = Math.sin(body.heading);
  const c = Math.cos(body.heading);
  return { x: share * (strafe * c + move * s), z: share * (move * c - strafe * s) };
}

/**
 * Velocities that bodies in contact push each other to, metres a second.
 *
 * A body is pushed with the other's approach speed minus its own speed along that line, so two equal players
 * who walk against each other stand still. Pushes continue through bodies in a row. The result does not
 * depend on the order of the bodies, and no push exceeds the strongest drive.
 */
export function pushesAmong(
  bodies: readonly BodyState[],
  drives: ReadonlyMap<BodyState, Velocity>,
): Map<BodyState, Velocity> {
  const contacts = contactsAmong(bodies);
  let pushes = new Map<BodyState, Velocity>();
  for (let round = 0; round < pushRounds && contacts.length > 0; round++) {
    const next = new Map<BodyState, { x: number; z: number; most: number }>();
    for (const { from, to, nx, nz } of contacts) {
      const drive = drives.get(from) ?? none;
      const push = pushes.get(from) ?? none;
      const own = drives.get(to) ?? none;
      const towards = (drive.x + push.x) * nx + (drive.z + push.z) * nz;
      const speed = compliance[to.kind] * Math.min(pushSpeed, towards - Math.abs(own.x * nx + own.z * nz));
      if (speed <= 0) continue;
      const sum = next.get(to) ?? { x: 0, z: 0, most: 0 };
      next.set(to, { x: sum.x + speed * nx, z: sum.z + speed * nz, most: Math.max(sum.most, speed) });
    }
    pushes = new Map([...next].map(([body, { x, z, most }]) => [body, atMost(x, z, most)]));
  }
  return pushes;
}

/**
 * Moves pushed bodies one after the other, as far as free space and speed limit allow. A ball also gets the
 * velocity of the push.
 *
 * @param walked Metres that each body has already moved in this tick.
 * @param speedLimit Metres a second.
 * @returns Number of bodies that moved.
 */
export function pushBodies(
  state: WorldState,
  bodies: readonly BodyState[],
  drives: ReadonlyMap<BodyState, Velocity>,
  walked: ReadonlyMap<BodyState, number>,
  grid: SolidGrid,
  speedLimit: number,
  timeStep: number,
): number {
  const pushes = pushesAmong(bodies, drives);
  let moved = 0;
  for (const body of bodies) {
    const push = pushes.get(body);
    if (push === undefined) continue;
    const speed = Math.hypot(push.x, push.z);
    const left = Math.max(0, speedLimit * timeStep - (walked.get(body) ?? 0));
    const way = Math.min(speed * timeStep, left) / Math.max(speed, 1e-9);
    const around = { grid, obstacles: obstaclesFor(state, body) };
    const path = collideAndSlide(around, body.x, body.z, bodyRadius(body.kind), push.x * way, push.z * way);
    body.x += path.dx;
    body.z += path.dz;
    if (Math.hypot(path.dx, path.dz) > 1e-6) moved++;
    if (body.kind === 'ball') accelerate(body, push, speed);
  }
  return moved;
}

/** Raises a ball's speed along the push to at least that of the push. */
function accelerate(ball: BodyState, push: Velocity, speed: number): void {
  if (speed < 1e-9) return;
  const nx = push.x / speed;
  const nz = push.z / speed;
  const gain = Math.max(0, speed - (ball.vx * nx + ball.vz * nz));
  const most = Math.max(speed, Math.hypot(ball.vx, ball.vz));
  const { x, z } = atMost(ball.vx + gain * nx, ball.vz + gain * nz, most);
  ball.vx = x;
  ball.vz = z;
}

/** All ordered pairs of bodies in contact, with the unit vector from one to the other. */
function contactsAmong(bodies: readonly BodyState[]) {
  const contacts: { from: BodyState; to: BodyState; nx: number; nz: number }[] = [];
  for (const from of bodies) {
    for (const to of bodies) {
      const dx = to.x - from.x;
      const dz = to.z - from.z;
      const apart = Math.hypot(dx, dz);
      if (from === to || apart < 1e-6) continue;
      if (apart > bodyRadius(from.kind) + bodyRadius(to.kind) + pushGap) continue;
      contacts.push({ from, to, nx: dx / apart, nz: dz / apart });
    }
  }
  return contacts;
}

function atMost(x: number, z: number, most: number): Velocity {
  const share = Math.min(1, most / Math.max(Math.hypot(x, z), 1e-9));
  return { x: x * share, z: z * share };
}
