/** A square of a room's map, from which views are drawn where memory has seen nothing. */
export interface PlannedGround {
  /** Cell (planCellSize metres) of the first column and row. */
  x: number;
  z: number;
  /** Cells along each side. */
  size: number;
  /** Tokens of planKinds, [size, size], z * size + x; unknownKind where the map is not filled in. */
  kinds: Uint8Array<SharedArrayBuffer>;
  /** Tokens of the pack's materials, [size, size]; of cells of unknown kind without meaning. */
  materials: Uint8Array<SharedArrayBuffer>;
  /** 1 for cells that memory had seen before any were filled in, [size, size]. */
  given: Uint8Array<SharedArrayBuffer>;
  /** Where the sun stands: its azimuth, radians as a yaw is; undefined = unknown. */
  sun: number | undefined;
}
