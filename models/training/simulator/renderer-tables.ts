import { playerParts } from '../../reference/rendering/entity-shapes.ts';
import { cloudSize, clouds } from '../../reference/rendering/sky.ts';
import { atlas, capColours, floorSlot } from '../../reference/rendering/texture-atlas.ts';
import { mipLevels, texelsPerMetre } from '../../reference/rendering/textures.ts';

/**
 * What the renderer of the reference world looks up, for worldroom_training/renderer: textures, colours of
 * wall tops, clouds and the shape of players. Arrays of bytes and of 32-bit numbers are in base64.
 */
export function rendererTables() {
  const { texels, offsets, columnMasks, rowMasks, columnShifts } = atlas;
  return {
    texels: base64(texels),
    images: Array.from(offsets, (offset, i) => [offset, columnMasks[i], rowMasks[i], columnShifts[i]]),
    floorSlot,
    mipLevels,
    texelsPerMetre,
    capColours: [...capColours],
    clouds: base64(Float32Array.from(clouds)),
    cloudSize,
    playerParts: [...playerParts],
  };
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
