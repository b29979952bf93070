import { neutralAction } from '../../../shared/action.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import { bodyRadius, type Physics } from '../../../shared/motion-features.ts';
import { stepBody } from '../../reference/physics.ts';
import type { BodyStep } from '../rollout/rollout.ts';

/** Metres of overlap with a wall that do not count: half a cell of the engine's height grid. */
export const wallTolerance = 0.0625;

export interface MotionFigures {
  /** Mean distance, metres, between the ends of a body's step and of the reference's step. */
  metres: number;
  /** That distance as a share of a moving body's mean step length. */
  share: number;
  /** Share of steps that end inside something that is solid in the reference. */
  violations: number;
  steps: number;
}

/** Compares every body's step with the reference's step from the same state. */
export class MotionJudge {
  readonly #grid: SolidGrid;
  readonly #physics: Physics;
  readonly #timeStep: number;
  #error = 0;
  #length = 0;
  #moving = 0;
  #violations = 0;
  #steps = 0;

  constructor(grid: SolidGrid, physics: Physics, timeStep: number) {
    this.#grid = grid;
    this.#physics = physics;
    this.#timeStep = timeStep;
  }

  judge(step: BodyStep): void {
    const { before, after, obstacles } = step;
    const change = stepBody(
      this.#grid,
      obstacles,
      before,
      step.action ?? neutralAction,
      this.#physics,
      this.#timeStep,
    );
    const expected = { x: before.x + change.dx, y: before.y + change.dy, z: before.z + change.dz };
    this.#error += Math.hypot(after.x - expected.x, after.y - expected.y, after.z - expected.z);
    const length = Math.hypot(change.dx, change.dy, change.dz);
    if (length > 0.01) {
      this.#length += length;
      this.#moving++;
    }
    if (insideSolid(this.#grid, after.x, after.z, bodyRadius(after.kind) - wallTolerance)) this.#violations++;
    this.#steps++;
  }

  get figures(): MotionFigures {
    const metres = this.#error / this.#steps;
    return {
      metres,
      share: metres / (this.#length / Math.max(1, this.#moving)),
      violations: this.#violations / this.#steps,
      steps: this.#steps,
    };
  }
}

/** True when a disc overlaps a solid cell of the grid. */
export function insideSolid(grid: SolidGrid, x: number, z: number, radius: number): boolean {
  const size = grid.cellSize;
  for (let cellZ = Math.floor((z - radius) / size); cellZ <= Math.floor((z + radius) / size); cellZ++) {
    for (let cellX = Math.floor((x - radius) / size); cellX <= Math.floor((x + radius) / size); cellX++) {
      if (!grid.solidAt(cellX, cellZ)) continue;
      const dx = Math.max(cellX * size - x, 0, x - (cellX + 1) * size);
      const dz = Math.max(cellZ * size - z, 0, z - (cellZ + 1) * size);
      if (dx * dx + dz * dz < radius * radius) return true;
    }
  }
  return false;
}
