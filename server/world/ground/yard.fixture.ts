import type { GroundKind } from '../../../shared/geometry/ground-map.ts';
import { planKind, planTile, solidKind, unknownKind } from '../../../shared/plan.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import type { PlanTile } from '../../map-generation/tile.ts';
import type { TileRequest } from '../../map-generation/tile-filler.ts';
import { TestModel } from '../world.fixture.ts';

/** Memory knows floor within 12 m of the yard's middle, and a wall along x = 4; cells of half a metre. */
export class Yard implements KnownGrid {
  readonly cellSize = 0.5;
  readonly seen = new Map<string, GroundKind>();

  cell(x: number, z: number): GroundKind {
    const later = this.seen.get(`${x} ${z}`);
    if (later) return later;
    if (x === 8 || x === 9) return 'solid';
    return Math.hypot(x / 2 - 10, z / 2 - 10) < 12 ? 'floor' : 'unknown';
  }

  solidAt(x: number, z: number): boolean {
    return this.cell(x, z) === 'solid';
  }

  *parts(): Iterable<{ x: number; z: number; edition: number }> {
    yield { x: 1, z: 1, edition: 3 };
  }

  fork(): KnownGrid {
    const fork = new Yard();
    for (const [name, kind] of this.seen) fork.seen.set(name, kind);
    return fork;
  }
}

/** Fills what is unknown with high walls on every second row. */
export function striped({ window }: TileRequest): PlanTile {
  const kinds = new Uint8Array(planTile * planTile);
  for (const [i] of kinds.entries()) {
    const given =
      window.kinds[(Math.floor(i / planTile) + planTile) * 3 * planTile + (i % planTile) + planTile];
    const drawn = Math.floor(i / planTile) % 2 === 0 ? planKind.high : planKind.floor;
    kinds[i] = given === unknownKind ? drawn : given === solidKind ? planKind.low : given;
  }
  return { kinds, materials: new Uint8Array(planTile * planTile).fill(2) };
}

export class MappingModel extends TestModel {
  readonly filled: TileRequest['tile'][] = [];
  failure: Error | undefined;

  async fillTile(request: TileRequest): Promise<PlanTile> {
    this.filled.push(request.tile);
    if (this.failure) throw this.failure;
    return striped(request);
  }
}
