import { z } from 'zod';

/**
 * What a room's memory knows of the ground, from above, in square tiles: walls, floor and what nobody has
 * seen. Rooms send the tiles that changed to the pages that asked for them.
 */

/** What is known of a cell, by its number. */
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

/** A page wants the map of its room, from its beginning and as it goes on, or does not any more. */
export const mapRequestSchema = z.strictObject({ wanted: z.boolean() });
export type MapRequest = z.infer<typeof mapRequestSchema>;

/** Spans [x, x + 1] x [z, z + 1] tileSize metres; its cells are those of {@link packCells}. */
export const mapTileSchema = z.object({
  x: z.int(),
  z: z.int(),
  cells: z.base64().length(packedCharacters),
});
export type MapTile = z.infer<typeof mapTileSchema>;

/** Tiles that are new to a page, or that changed. */
export const mapNewsSchema = z.object({ tiles: z.array(mapTileSchema).max(mostTiles) });
export type MapNews = z.infer<typeof mapNewsSchema>;

/** Indices into groundKinds, [tileCells x tileCells] in rows along x, as text. */
export function packCells(cells: Uint8Array): string {
  let text = '';
  for (let byte = 0; byte < packedBytes; byte++) {
    let code = 0;
    for (let part = 0; part < 4; part++) code |= (cells[4 * byte + part] & 3) << (2 * part);
    text += String.fromCharCode(code);
  }
  return btoa(text);
}

/** The opposite of {@link packCells}. What no kind has is unknown. */
export function unpackCells(packed: string): Uint8Array {
  const text = atob(packed);
  const cells = new Uint8Array(tileCells * tileCells);
  for (let cell = 0; cell < cells.length; cell++) {
    const kind = (text.charCodeAt(cell >> 2) >> (2 * (cell & 3))) & 3;
    cells[cell] = kind < groundKinds.length ? kind : 0;
  }
  return cells;
}
