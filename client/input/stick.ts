/** How far a stick is pushed: x right, y up, each in [-1, 1]. */
export interface StickPosition {
  x: number;
  y: number;
}

export interface StickResponse {
  /** Radius within which the stick counts as let go, [0, 1). */
  deadZone: number;
  /** Radius from which it counts as pushed all the way, (deadZone, 1]. */
  edge: number;
  /** 1 answers evenly; more is finer near the middle. */
  exponent: number;
}

/** Most worn sticks rest within 0.15 and reach 0.95. */
export const movingResponse: StickResponse = { deadZone: 0.15, edge: 0.95, exponent: 1 };
/** Aiming wants fine steps near the middle. */
export const lookingResponse: StickResponse = { ...movingResponse, exponent: 1.8 };
/** A thumb on glass has no spring, and rests where it landed. */
export const touchResponse: StickResponse = { deadZone: 0.1, edge: 1, exponent: 1 };

/**
 * Applies the dead zone and the response curve to a stick's position. The dead zone is round; the rest is
 * rescaled, so that the result has length 0 at its border and 1 at the edge. The direction stays.
 */
export function respond(position: StickPosition, { deadZone, edge, exponent }: StickResponse): StickPosition {
  const length = Math.hypot(position.x, position.y);
  if (!(length > deadZone) || !Number.isFinite(length)) return { x: 0, y: 0 };
  const pushed = Math.min(1, (length - deadZone) / (edge - deadZone)) ** exponent;
  return { x: (position.x / length) * pushed, y: (position.y / length) * pushed };
}
