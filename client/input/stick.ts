/** Deflection of a stick: x right, y up, each in [-1, 1]. */
export interface StickPosition {
  x: number;
  y: number;
}

export interface StickResponse {
  /** Radius within which the stick counts as released, [0, 1). */
  deadZone: number;
  /** Radius from which it counts as fully deflected, (deadZone, 1]. */
  edge: number;
  /** 1 is linear; a larger one is finer near the centre. */
  exponent: number;
}

/** Most worn sticks rest within 0.15 and reach 0.95. */
export const movingResponse: StickResponse = { deadZone: 0.15, edge: 0.95, exponent: 1 };
/** Aiming needs fine steps near the centre. */
export const lookingResponse: StickResponse = { ...movingResponse, exponent: 1.8 };
/** A thumb on a screen has no spring, so the dead zone is small. */
export const touchResponse: StickResponse = { deadZone: 0.1, edge: 1, exponent: 1 };

/**
 * Applies the radial dead zone and the response curve to a stick's position. The range between dead zone and
 * edge is rescaled to lengths from 0 to 1. The direction stays.
 */
export function respond(position: StickPosition, { deadZone, edge, exponent }: StickResponse): StickPosition {
  const length = Math.hypot(position.x, position.y);
  if (!(length > deadZone) || !Number.isFinite(length)) return { x: 0, y: 0 };
  const pushed = Math.min(1, (length - deadZone) / (edge - deadZone)) ** exponent;
  return { x: (position.x / length) * pushed, y: (position.y / length) * pushed };
}
