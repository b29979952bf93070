import { planTile, solidKind, unknownKind } from '../../../shared/plan.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import { cellInTile, type PlanTile, type Tile, tileKey, tileOf } from '../../map-generation/tile.ts';
import type { GivenPlan } from '../../map-generation/window.ts';
import type { WorldSeed } from '../../memory/worlds/world-seed.ts';
import { encodeTile } from './saved-tiles.ts';

type SavedTiles = NonNullable<WorldSeed['map']>;

/** Token of a material that is not known, in a saved tile. */
const unknownMaterial = 255;
/** Tiles around what a grid knows in which keyframes may show cells, too. */
const margin = 2;

/**
 * What a room's map began with, as tiles. A saved room needs it: memory has learnt more since then, and a map that is made
 * from something else goes on otherwise.
 *
 * @returns undefined for a grid that cannot tell what it knows
 */
export function beganGround(
  given: GivenPlan,
  grid: KnownGrid,
  others: Iterable<Tile>,
): SavedTiles | undefined {
  if (!grid.cell) return undefined;
  const tiles = new Map<number, Tile>();
  const add = (tile: Tile) => tiles.set(tileKey(tile), tile);
  for (const tile of others) add(tile);
  for (const part of grid.parts?.(planTile) ?? []) {
    for (let z = part.z - margin; z <= part.z + margin; z++) {
      for (let x = part.x - margin; x <= part.x + margin; x++) add({ x, z });
    }
  }
  const saved: SavedTiles = [];
  for (const tile of tiles.values()) {
    const cells = cellsOf(tile, given);
    if (cells.kinds.some((kind) => kind !== unknownKind)) saved.push(encodeTile({ ...tile, ...cells }));
  }
  return saved;
}

function cellsOf({ x, z }: Tile, given: GivenPlan): PlanTile {
  const kinds = new Uint8Array(planTile * planTile);
  const materials = new Uint8Array(planTile * planTile);
  for (const [i] of kinds.entries()) {
    const [cellX, cellZ] = [x * planTile + (i % planTile), z * planTile + Math.floor(i / planTile)];
    kinds[i] = given.kindAt(cellX, cellZ);
    materials[i] = given.materialAt(cellX, cellZ) ?? unknownMaterial;
  }
  return { kinds, materials };
}

/** The inverse. Tokens that the pack does not have are unknown. */
export function givenAgain(saved: SavedTiles, packMaterials: number): GivenPlan {
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
  const tiles = new Map(
    saved.map(({ x, z, kinds, materials }) => [
      tileKey({ x, z }),
      { kinds: bytes(kinds), materials: bytes(materials) },
    ]),
  );
  const at = (cells: 'kinds' | 'materials', cellX: number, cellZ: number) =>
    tiles.get(tileKey(tileOf(cellX, cellZ)))?.[cells][cellInTile(cellX, cellZ)];
  return {
    kindAt(cellX, cellZ) {
      const kind = at('kinds', cellX, cellZ) ?? unknownKind;
      return kind <= solidKind ? kind : unknownKind;
    },
    materialAt(cellX, cellZ) {
      const material = at('materials', cellX, cellZ);
      return material !== undefined && material < packMaterials ? material : undefined;
    },
  };
}
