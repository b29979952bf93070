import { mostSketchWalls, type PlanSketch, type SketchWall, sketchLimits } from '../../shared/sketch.ts';

/** Metres of ground around the walls that belong to the sketch, and metres of the grid that walls snap to. */
const margin = 3;
export const snapStep = 0.5;

/** The walls that a host has sketched so far. */
export class SketchPlan {
  readonly #walls: SketchWall[] = [];

  get walls(): readonly SketchWall[] {
    return this.#walls;
  }

  get full(): boolean {
    return this.#walls.length >= mostSketchWalls;
  }

  add(wall: SketchWall): void {
    if (!this.full) this.#walls.push(wall);
  }

  remove(index: number): void {
    this.#walls.splice(index, 1);
  }

  clear(): void {
    this.#walls.length = 0;
  }

  /** The sketched area around the walls; undefined while there are none. */
  get area(): PlanSketch['area'] | undefined {
    if (this.#walls.length === 0) return undefined;
    const xs = this.#walls.flatMap(({ from, to }) => [from.x, to.x]);
    const zs = this.#walls.flatMap(({ from, to }) => [from.z, to.z]);
    return {
      from: { x: Math.min(...xs) - margin, z: Math.min(...zs) - margin },
      to: { x: Math.max(...xs) + margin, z: Math.max(...zs) + margin },
    };
  }

  /** False if the walls lie farther apart than a sketch may reach. */
  get fits(): boolean {
    const { area } = this;
    if (area === undefined) return true;
    const { maximum } = sketchLimits.side;
    return area.to.x - area.from.x <= maximum && area.to.z - area.from.z <= maximum;
  }

  /** The sketch to send to the room; undefined while there are no walls. */
  get sketch(): PlanSketch | undefined {
    const { area } = this;
    return area && { kind: 'plan', area, walls: [...this.#walls] };
  }
}

/** The nearest grid point. */
export function snap(metres: number): number {
  return Math.round(metres / snapStep) * snapStep;
}
