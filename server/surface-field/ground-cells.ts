import { planHeights, solidKind, unknownKind } from '../../shared/plan.ts';
import type { PlannedGround } from '../contracts/planned-ground.ts';

/** Metres of a wall whose height the map does not know. */
const usualHeight = 2.6;
/** Height of a cell that the map does not know, and of cells beyond it. */
export const unknownHeight = -1;
/** Height of the highest wall, metres. */
export const highestWall = Math.max(...planHeights);

/** Heights and materials of a map's cells, with a ring of unknown cells around them: rays need no bounds checks. */
export class GroundCells {
  /** Cell of the first column and row, ring included. */
  readonly x: number;
  readonly z: number;
  /** Cells in a row, ring included. */
  readonly stride: number;
  /** Metres; 0 = open, {@link unknownHeight} = unknown. [stride, stride] */
  readonly heights: Float32Array;
  /** Tokens, [stride, stride]. */
  readonly materials: Uint8Array;
  /** 1 for cells that memory had seen, [stride, stride]. */
  readonly given: Uint8Array;

  constructor({ x, z, size, kinds, materials, given }: PlannedGround) {
    this.x = x - 1;
    this.z = z - 1;
    this.stride = size + 2;
    this.heights = new Float32Array(this.stride ** 2).fill(unknownHeight);
    this.materials = new Uint8Array(this.stride ** 2);
    this.given = new Uint8Array(this.stride ** 2);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const cell = (row + 1) * this.stride + column + 1;
        const kind = kinds[row * size + column];
        this.heights[cell] = kind === unknownKind ? unknownHeight : heightOf(kind);
        this.materials[cell] = materials[row * size + column];
        this.given[cell] = given[row * size + column];
      }
    }
  }

  /** Index of the cell that a point lies in; -1 outside of the ring. */
  indexOf(x: number, z: number): number {
    const column = Math.floor(x) - this.x;
    const row = Math.floor(z) - this.z;
    if (column < 0 || row < 0 || column >= this.stride || row >= this.stride) return -1;
    return row * this.stride + column;
  }
}

function heightOf(kind: number): number {
  return kind === solidKind ? usualHeight : planHeights[kind];
}
