import { type Action, neutralAction } from '../../shared/action.ts';
import { turned } from '../../shared/look.ts';
import {
  type BodyState,
  motionFeatures,
  motionOutputs,
  readMotionChange,
  scanRays,
  writeMotionFeatures,
} from '../../shared/motion-features.ts';
import type { Manifest } from '../../shared/pack.ts';
import { rangeScan, type SolidGrid } from '../../shared/range-scan.ts';
import type { MergedAction } from './joint-action.ts';
import { holdToLimits, walkable } from './motion-limits.ts';
import type { Statistics } from './statistics.ts';
import type { WorldModel } from './world-model.ts';
import { movingBodies, obstaclesFor, type WorldState } from './world-state.ts';

/** Turns every player by its action; exact, so that a page can predict where it looks. */
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
 * Moves every body by one tick: range scans of what memory and state know, one call of the motion
 * network for all, and its outputs held to the limits. Bodies take their steps one after the other,
 * in the order of movingBodies, so that two that want the same ground cannot both have it.
 */
export async function moveBodies(
  state: WorldState,
  actions: ReadonlyMap<string, MergedAction>,
  grid: SolidGrid,
  model: WorldModel,
  manifest: Manifest,
  statistics: Statistics,
): Promise<void> {
  const timeStep = 1 / manifest.view.rate;
  const bodies = movingBodies(state);
  if (bodies.length === 0) return;
  const intents = new Map<BodyState, Action>();
  for (const player of state.players.values()) {
    intents.set(player.body, actions.get(player.id)?.action ?? neutralAction);
  }

  const features = new Float32Array(bodies.length * motionFeatures);
  const scan = new Float32Array(scanRays);
  for (const [index, body] of bodies.entries()) {
    const place = walkable(grid, body.x, body.z);
    rangeScan(place.grid, obstaclesFor(state, body), body.x, body.z, body.heading, scan);
    const intent = intents.get(body) ?? neutralAction;
    writeMotionFeatures(
      body,
      intent,
      manifest.motion.physics,
      scan,
      timeStep,
      features,
      index * motionFeatures,
    );
  }
  const outputs = await model.move(features, bodies.length);

  for (const [index, body] of bodies.entries()) {
    const change = readMotionChange(body.heading, outputs, index * motionOutputs);
    const surroundings = { grid, obstacles: obstaclesFor(state, body) };
    const intent = intents.get(body) ?? neutralAction;
    const held = holdToLimits(body, change, surroundings, intent, manifest.motion.speedLimit, timeStep);
    for (const limit of held.limited) statistics.limited[limit]++;
    body.x += held.dx;
    body.y += held.dy;
    body.z += held.dz;
    body.vx = held.vx;
    body.vy = held.vy;
    body.vz = held.vz;
  }
}
