import { type Action, neutralAction } from '../../../shared/action.ts';
import { walkable } from '../../../shared/geometry/collide-and-slide.ts';
import { turned } from '../../../shared/geometry/look.ts';
import { rangeScan, type SolidGrid } from '../../../shared/geometry/range-scan.ts';
import {
  type BodyState,
  motionFeatures,
  motionOutputs,
  readMotionChange,
  scanRays,
  writeMotionFeatures,
} from '../../../shared/motion-features.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { WorldModel } from '../../contracts/world-model.ts';
import type { MergedAction } from '../joint-action.ts';
import type { Statistics } from '../statistics.ts';
import { obstaclesNear, type Player, stepOrder, type WorldState } from '../world-state.ts';
import { holdToLimits, type Pusher } from './motion-limits.ts';
import { driveOf, pushBodies, type Velocity } from './pushes.ts';

/** Turns every player by its action. The computation is exact, so that pages can predict it. */
export function turnPlayers(
  state: WorldState,
  actions: ReadonlyMap<string, MergedAction>,
  manifest: Manifest,
): void {
  const timeStep = 1 / manifest.view.rate;
  for (const [id, merged] of actions) {
    const player = state.players.get(id);
    if (player === undefined) continue;
    const from = { yaw: player.body.heading, pitch: player.pitch };
    const look = turned(from, merged.action, manifest.actions, timeStep);
    player.body.heading = look.yaw;
    player.pitch = look.pitch;
  }
}

/**
 * Moves all bodies by one tick: range scans from memory and state, one call of the motion network for all
 * bodies, then the limits.
 *
 * Bodies move one after the other, players in `order` and then balls, so that two bodies cannot get the same
 * ground. Pushes follow.
 */
export async function moveBodies(
  state: WorldState,
  order: readonly Player[],
  actions: ReadonlyMap<string, MergedAction>,
  grid: SolidGrid,
  model: Pick<WorldModel, 'move'>,
  manifest: Manifest,
  statistics: Statistics,
): Promise<void> {
  const timeStep = 1 / manifest.view.rate;
  const { speedLimit, physics } = manifest.motion;
  const bodies = stepOrder(state, order);
  if (bodies.length === 0) return;
  const intents = new Map<BodyState, Action>();
  for (const player of order) intents.set(player.body, actions.get(player.id)?.action ?? neutralAction);

  const features = new Float32Array(bodies.length * motionFeatures);
  const scan = new Float32Array(scanRays);
  for (const [index, body] of bodies.entries()) {
    const ground = walkable(grid, body.x, body.z);
    rangeScan(ground.grid, obstaclesNear(state, body), body.x, body.z, body.heading, scan);
    const intent = intents.get(body) ?? neutralAction;
    writeMotionFeatures(body, intent, physics, scan, timeStep, features, index * motionFeatures);
  }
  const outputs = await model.move(features, bodies.length);

  const drives = new Map([...intents].map(([body, intent]) => [body, driveOf(body, intent)]));
  const walked = new Map<BodyState, number>();
  for (const [index, body] of bodies.entries()) {
    const change = readMotionChange(body.heading, outputs, index * motionOutputs);
    const surroundings = {
      grid,
      obstacles: obstaclesNear(state, body),
      pushers: order.map((player): Pusher => pusherOf(player.body, drives.get(player.body))),
    };
    const intent = intents.get(body) ?? neutralAction;
    const held = holdToLimits(body, change, surroundings, intent, speedLimit, timeStep);
    for (const limit of held.limited) statistics.limited[limit]++;
    body.x += held.dx;
    body.y += held.dy;
    body.z += held.dz;
    body.vx = held.vx;
    body.vy = held.vy;
    body.vz = held.vz;
    walked.set(body, Math.hypot(held.dx, held.dz));
  }
  statistics.pushes += pushBodies(state, bodies, drives, walked, grid, speedLimit, timeStep);
}

function pusherOf({ x, z, vx, vz }: BodyState, drive: Velocity | undefined): Pusher {
  const walking = drive === undefined ? 0 : Math.hypot(drive.x, drive.z);
  return { x, z, speed: Math.max(Math.hypot(vx, vz), walking) };
}
