/** A point on the ground plane, metres. */
export interface GroundPoint {
  readonly x: number;
  readonly z: number;
}

/** A point in space, metres; y is up. */
export interface SpacePoint extends GroundPoint {
  readonly y: number;
}
