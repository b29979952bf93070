import type { Action } from '../action.ts';
import { wrapAngle } from './camera.ts';

/** Where somebody looks: radians, as in camera.ts. */
export interface Look {
  yaw: number;
  pitch: number;
}

/** The part of a pack's manifest that says how fast looking changes. */
export interface LookLimits {
  /** Fastest change of yaw and pitch, radians a second, at axis value 1. */
  turnRate: number;
  lookRate: number;
  /** Pitch stays within plus and minus this, radians. */
  pitchLimit: number;
}

/**
 * Where one looks after an action was held for `seconds`. The room turns bodies by it, and pages
 * predict with it what the room will say, so both come to the same angles.
 */
export function turned(
  from: Look,
  action: Pick<Action, 'turn' | 'look'>,
  limits: LookLimits,
  seconds: number,
): Look {
  const pitch = from.pitch + action.look * limits.lookRate * seconds;
  return {
    yaw: wrapAngle(from.yaw + action.turn * limits.turnRate * seconds),
    pitch: Math.max(-limits.pitchLimit, Math.min(limits.pitchLimit, pitch)),
  };
}

/** The angle between two directions of view, 0 to pi radians. */
export function angleBetween(a: Look, b: Look): number {
  // The haversine formula: acos of a dot product is blind to small angles.
  const pitch = Math.sin((b.pitch - a.pitch) / 2) ** 2;
  const yaw = Math.sin((b.yaw - a.yaw) / 2) ** 2;
  return 2 * Math.asin(Math.min(1, Math.sqrt(pitch + Math.cos(a.pitch) * Math.cos(b.pitch) * yaw)));
}
