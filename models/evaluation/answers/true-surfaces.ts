import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import { firstLandmark, floorMaterials, wallMaterials } from '../../reference/rendering/materials.ts';
import { createFrame, type Frame } from '../../reference/rendering/renderer.ts';
import { SurfaceMap } from '../../reference/rendering/surface-map.ts';
import { defaultControls, type HeldOutWorld } from '../rollout/held-out.ts';
import type { TrueThing } from './truth-sights.ts';

/** Radians from the middle of a view up to which something is ahead. */
const ahead = 0.2;

/** What a view truly shows of a landmark: cells that touch are one. */
export interface TrueLandmark {
  name: string;
  pixels: number;
  /** Radians to the right: of the middle of its pixels, and of the outermost ones. */
  turn: number;
  left: number;
  right: number;
}

/** Pixels of each material by part of the view, and of the ground, by name; what hides them is left out. */
export interface TrueSurroundings {
  walls: Record<'left' | 'ahead' | 'right', Map<string, number>>;
  ground: Map<string, number>;
  landmarks: TrueLandmark[];
}

/** Reads from the reference what the walls and the ground in a view are of; it shares no code with what rooms say. */
export class TrueSurfaces {
  readonly #held: HeldOutWorld;
  readonly #intrinsics: Intrinsics;
  readonly #map: SurfaceMap;
  readonly #frame: Frame;

  constructor(held: HeldOutWorld, intrinsics: Intrinsics) {
    this.#held = held;
    this.#intrinsics = intrinsics;
    this.#map = new SurfaceMap(held.reference, intrinsics);
    this.#frame = createFrame(intrinsics);
  }

  look(camera: Pose, things: readonly TrueThing[]): TrueSurroundings {
    const entities = things.map(({ entity }) => entity);
    this.#held.renderer.renderDepth(camera, entities, defaultControls, this.#frame);
    const { materials, cells } = this.#map.view(camera);
    const { width, focal } = this.#intrinsics;
    const walls = { left: new Map(), ahead: new Map(), right: new Map() } as TrueSurroundings['walls'];
    const ground = new Map<string, number>();
    const shown = new Map<number, { pixels: number; turns: number[] }>();
    for (const [pixel, material] of materials.entries()) {
      if (this.#frame.entity[pixel] > 0 || material >= floorMaterials.length + wallMaterials.length) continue;
      const turn = Math.atan2((pixel % width) + 0.5 - width / 2, focal);
      const wall = material - floorMaterials.length;
      if (wall < 0) add(ground, floorMaterials[material].name);
      else
        add(walls[Math.abs(turn) <= ahead ? 'ahead' : turn < 0 ? 'left' : 'right'], wallMaterials[wall].name);
      if (wall < firstLandmark) continue;
      const cell = shown.get(cells[pixel]) ?? { pixels: 0, turns: [] };
      cell.pixels++;
      cell.turns.push(turn);
      shown.set(cells[pixel], cell);
    }
    return { walls, ground, landmarks: this.#joined(shown) };
  }

  #joined(shown: ReadonlyMap<number, { pixels: number; turns: number[] }>): TrueLandmark[] {
    const { size, wallMaterial } = this.#held.reference;
    const groups: { cells: number[]; turns: number[] }[] = [];
    for (const [cell, { turns }] of shown) {
      const touches = (other: number) =>
        wallMaterial[other] === wallMaterial[cell] &&
        Math.abs((other % size) - (cell % size)) <= 1 &&
        Math.abs(Math.floor(other / size) - Math.floor(cell / size)) <= 1;
      const own = groups.find(({ cells }) => cells.some(touches));
      if (own) {
        own.cells.push(cell);
        own.turns.push(...turns);
      } else groups.push({ cells: [cell], turns: [...turns] });
    }
    return groups.map(({ cells, turns }) => ({
      name: wallMaterials[wallMaterial[cells[0]]].name,
      pixels: turns.length,
      turn: turns.reduce((sum, turn) => sum + turn, 0) / turns.length,
      left: Math.min(...turns),
      right: Math.max(...turns),
    }));
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
