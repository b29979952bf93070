import { z } from 'zod';

/**
 * A map of the ground from above, made from a room's memory, in square tiles: walls, floor and unseen ground.
 * Rooms send changed tiles to the pages that asked for the map.
 */

/** Kinds of cells, by number. */
export const groundKinds = ['unknown', 'floor', 'solid'] as const;
export type GroundKind = (typeof groundKinds)[number];

/** Metres a side of a cell. */
export const mapCellSize = 0.5;
/** Cells along each side of a tile. */
export const tileCells = 16;
/** Metres a side of a tile. */
export const tileSize = tileCells * mapCellSize;
/** Most tiles of one message. */
export const mostTiles = 48;

/** Two bits a cell, as base64. */
const packedBytes = (tileCells * tileCells) / 4;
const packedCharacters = Math.ceil(packedBytes / 3) * 4;

/**
 * Subscribes a page to the map of its room (all tiles, then changes), or ends the subscription. With `origins`, tiles say
 * where what they show comes from.
 */
export const mapRequestSchema = z.strictObject({ wanted: z.boolean(), origins: z.boolean().optional() });
export type MapRequest = z.infer<typeof mapRequestSchema>;

/** Spans [x, x + 1] x [z, z + 1] tileSize metres; {@link packCells} wrote its cells. */
export const mapTileSchema = z.object({
  x: z.int(),
  z: z.int(),
  cells: z.base64().length(packedCharacters),
  /** Indices into originKinds (origin-map.ts), packed in the same way; only for those who asked. */
  origins: z.base64().length(packedCharacters).optional(),
});
export type MapTile = z.infer<typeof mapTileSchema>;

/** Tiles that the page does not have yet, or that changed. */
export const mapNewsSchema = z.object({ tiles: z.array(mapTileSchema).max(mostTiles) });
export type MapNews = z.infer<typeof mapNewsSchema>;

/** Codes below 4, as indices into groundKinds, [tileCells x tileCells] in rows along x, as text. */
export function packCells(cells: Uint8Array): string {
  let text = '';
  for (let byte = 0; byte < packedBytes; byte++) {
    let code = 0;
    for (let part = 0; part < 4; part++) code |= (cells[4 * byte + part] & 3) << (2 * part);
    text += String.fromCharCode(code);
  }
  return btoa(text);
}

/** The inverse of {@link packCells}; a code without a kind counts as the first, unknown. */
export function unpackCells(packed: string, kinds: readonly string[] = groundKinds): Uint8Array {
  const text = atob(packed);
  const cells = new Uint8Array(tileCells * tileCells);
  for (let cell = 0; cell < cells.length; cell++) {
    const kind = (text.charCodeAt(cell >> 2) >> (2 * (cell & 3))) & 3;
    cells[cell] = kind < kinds.length ? kind : 0;
  }
  return cells;
}
