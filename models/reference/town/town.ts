import { planHeights, planKind } from '../../../shared/plan.ts';
import { wallHeights } from '../floor-grid.ts';
import type { FloorPlan } from '../floor-plan.ts';
import { firstLandmark, floorMaterials } from '../rendering/materials.ts';
import { type Parcel, parcelsWithin } from './parcel.ts';
import { type Cell, margin, type ParcelPlan, planParcel } from './parcel-plan.ts';

/** A rectangle of a town's cells. */
export interface TownArea {
  x0: number;
  z0: number;
  /** Cells along x and z. */
  width: number;
  depth: number;
}

/** Plan of an area; arrays are indexed z * width + x from (x0, z0), and so are places of doors, orbs and starts. */
export interface TownWindow extends FloorPlan {
  area: TownArea;
  orbs: Cell[];
  starts: Cell[];
}

/**
 * A town without edges: streets, courts, gardens and halls as a function of (seed, place). Any window can be
 * computed alone, and agrees with every other window about the cells that both have. All ground is connected.
 */
export class Town {
  readonly seed: number;
  #plans = new Map<string, ParcelPlan>();

  constructor(seed: number) {
    this.seed = seed;
  }

  window(area: TownArea): TownWindow {
    const { x0, z0, width, depth } = area;
    const window: TownWindow = {
      area,
      heights: new Float32Array(width * depth),
      wallMaterial: new Uint8Array(width * depth),
      floorMaterial: new Uint8Array(width * depth),
      doorways: [],
      orbs: [],
      starts: [],
    };
    for (const parcel of parcelsWithin(this.seed, x0, z0, x0 + width, z0 + depth)) {
      copyParcel(parcel, this.#plan(parcel), window);
    }
    return window;
  }

  #plan(parcel: Parcel): ParcelPlan {
    const name = `${parcel.quarter} ${parcel.row} ${parcel.index}`;
    const known = this.#plans.get(name);
    if (known) return known;
    const plan = planParcel(this.seed, parcel);
    this.#plans.set(name, plan);
    return plan;
  }
}

function copyParcel(parcel: Parcel, { grid, doorways, orbs, starts }: ParcelPlan, window: TownWindow): void {
  const { x0, z0, width, depth } = window.area;
  const isInside = (x: number, z: number) => x >= 0 && z >= 0 && x < width && z < depth;
  for (let z = Math.max(parcel.z0, z0); z < Math.min(parcel.z1, z0 + depth); z++) {
    for (let x = Math.max(parcel.x0, x0); x < Math.min(parcel.x1, x0 + width); x++) {
      const from = (z - parcel.z0 + margin) * grid.size + x - parcel.x0 + margin;
      const to = (z - z0) * width + x - x0;
      window.heights[to] = grid.heights[from];
      window.wallMaterial[to] = grid.wallMaterial[from];
      window.floorMaterial[to] = grid.floorMaterial[from];
    }
  }
  const moved = <T extends Cell>(cells: readonly T[]) =>
    cells
      .map((cell) => ({
        ...cell,
        x: cell.x - margin + parcel.x0 - x0,
        z: cell.z - margin + parcel.z0 - z0,
      }))
      .filter(({ x, z }) => isInside(x, z));
  window.doorways.push(...moved(doorways));
  window.orbs.push(...moved(orbs));
  window.starts.push(...moved(starts));
}

/** Tokens of a plan (shared/plan.ts): kinds and materials, [depth * width]. */
export interface PlanTokens {
  kinds: Uint8Array;
  /** Index into floorMaterials, or floorMaterials.length and the index into wallMaterials. */
  materials: Uint8Array;
}

export function tokensOf({ area, heights, wallMaterial, floorMaterial, ...things }: TownWindow): PlanTokens {
  const kinds = new Uint8Array(heights.length);
  const materials = new Uint8Array(heights.length);
  for (const [cell, height] of heights.entries()) {
    const isWall = height > 0;
    const isLandmark = isWall && wallMaterial[cell] >= firstLandmark;
    kinds[cell] = isLandmark ? planKind.landmark : isWall ? wallToken(height) : planKind.floor;
    materials[cell] = isWall ? floorMaterials.length + wallMaterial[cell] : floorMaterial[cell];
  }
  for (const { x, z } of things.doorways) kinds[z * area.width + x] = planKind.door;
  for (const { x, z } of things.orbs) kinds[z * area.width + x] = planKind.orb;
  for (const { x, z } of things.starts) kinds[z * area.width + x] = planKind.start;
  return { kinds, materials };
}

function wallToken(height: number): number {
  const token = planHeights.findIndex((metres, kind) => kind <= planKind.highest && metres >= height - 1e-3);
  if (token < 0) throw new RangeError(`a wall of ${height} m is higher than ${wallHeights.highest} m`);
  return token;
}
