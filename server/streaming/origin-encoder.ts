import { deflateRawSync } from 'node:zlib';
import {
  mostOriginColumns,
  mostOriginRows,
  type OriginMapSize,
  originKinds,
  packOrigins,
  writeOriginMap,
} from '../../shared/origin-map.ts';
import type { OriginPlanes } from '../contracts/room-media.ts';
import { coveredFrom } from '../contracts/view.ts';

/** Mask value from which a pixel counts as an entity. */
const entityFrom = 128;
const kindCount = originKinds.length;
const [none, remembered, dreamt, unsure] = originKinds.keys();

/** Cells of the map of a view: as square as can be, and at most {@link mostOriginColumns} in a row. */
export function originMapSize({ width, height }: Pick<OriginPlanes, 'width' | 'height'>): OriginMapSize {
  const columns = Math.min(mostOriginColumns, width);
  const rows = Math.max(1, Math.min(mostOriginRows, height, Math.round((height * columns) / width)));
  return { columns, rows };
}

/**
 * The most frequent origin of each cell's pixels, as an index into `originKinds`; of equally frequent ones the later, which
 * claims less.
 *
 * @throws RangeError if a plane does not have the pixels of its size
 */
export function reduceOrigins(planes: OriginPlanes): Uint8Array {
  const { width, height, entity, coverage, painted, confidence } = planes;
  for (const plane of [entity, coverage, painted ?? coverage, confidence]) {
    if (plane.length !== width * height) {
      throw new RangeError(`a plane of ${width} x ${height} has not ${plane.length} pixels`);
    }
  }
  const { columns, rows } = originMapSize(planes);
  const counts = new Uint32Array(columns * rows * kindCount);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height);
    for (let x = 0; x < width; x++) {
      const cell = row * columns + Math.floor((x * columns) / width);
      counts[cell * kindCount + originOf(planes, y * width + x)]++;
    }
  }
  return Uint8Array.from({ length: columns * rows }, (_, cell) => {
    let most: number = none;
    for (let kind = 1; kind < kindCount; kind++) {
      if (counts[cell * kindCount + kind] >= counts[cell * kindCount + most]) most = kind;
    }
    return most;
  });
}

/** What nobody has seen stays dreamt however sure the network is of it. */
function originOf(
  { entity, coverage, painted, confidence, leastConfidence }: OriginPlanes,
  pixel: number,
): number {
  if (entity[pixel] >= entityFrom) return none;
  if (coverage[pixel] < coveredFrom || painted?.[pixel] === 1) return dreamt;
  return confidence[pixel] < leastConfidence ? unsure : remembered;
}

/** The message with the origins of a frame (shared/origin-map.ts). */
export function encodeOrigins(planes: OriginPlanes, rtpTimestamp: number): Uint8Array<ArrayBuffer> {
  const compressed = deflateRawSync(packOrigins(reduceOrigins(planes)), { level: 6 });
  return writeOriginMap({ ...originMapSize(planes), rtpTimestamp }, compressed);
}
