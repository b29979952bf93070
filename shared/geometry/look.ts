import type { Action } from '../action.ts';
import { wrapAngle } from './camera.ts';

/** A direction of view: radians, as in camera.ts. */
export interface Look {
  yaw: number;
  pitch: number;
}

/** The part of a pack's manifest that limits turning. */
export interface LookLimits {
  /** Fastest change of yaw and pitch, radians a second, at axis value 1. */
  turnRate: number;
  lookRate: number;
  /** Pitch stays within plus and minus this, radians. */
  pitchLimit: number;
}

/**
 * The direction of view after an action was held for `seconds`. The room turns bodies with this function and
 * pages predict the room's result with it, so that both compute the same angles.
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
  // The haversine formula: acos of a dot product loses precision at small angles.
  const pitch = Math.sin((b.pitch - a.pitch) / 2) ** 2;
  const yaw = Math.sin((b.yaw - a.yaw) / 2) ** 2;
  return 2 * Math.asin(Math.min(1, Math.sqrt(pitch + Math.cos(a.pitch) * Math.cos(b.pitch) * yaw)));
}
