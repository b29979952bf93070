import { planKind, planKinds } from '../../../shared/plan.ts';
import { mostSavedTiles } from '../../../shared/world-seed.ts';
import type { PlanTile, Tile } from '../../map-generation/tile.ts';
import type { WorldSeed } from '../../memory/worlds/world-seed.ts';

type SavedTiles = NonNullable<WorldSeed['map']>;

/** Tiles as a world seed has them; undefined if there are none. */
export function encodeTiles(tiles: Iterable<Tile & PlanTile>): SavedTiles | undefined {
  const saved = [...tiles].slice(0, mostSavedTiles).map(encodeTile);
  return saved.length > 0 ? saved : undefined;
}

export function encodeTile({ x, z, kinds, materials }: Tile & PlanTile): SavedTiles[number] {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return { x, z, kinds: text(kinds), materials: text(materials) };
}

/** The inverse. A token that the pack does not have, as in a seed of another pack, becomes floor, or the first material. */
export function decodeTiles(saved: SavedTiles, packMaterials: number): (Tile & PlanTile)[] {
  return saved.map((tile) => decodeTile(tile, packMaterials));
}

export function decodeTile(
  { x, z, kinds, materials }: SavedTiles[number],
  packMaterials: number,
): Tile & PlanTile {
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
  return {
    x,
    z,
    kinds: bytes(kinds).map((kind) => (kind < planKinds.length ? kind : planKind.floor)),
    materials: bytes(materials).map((material) => (material < packMaterials ? material : 0)),
  };
}
