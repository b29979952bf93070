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
import { coveredFrom, entityFrom } from '../contracts/view.ts';

const kindCount = originKinds.length;
const [none, remembered, dreamt, unsure] = originKinds.keys();

/** Cells of the map of a view: as square as can be, and at most {@link mostOriginColumns} in a row. */
export function originMapSize({ width, height }: Pick<OriginPlanes, 'width' | 'height'>): OriginMapSize {
  const columns = Math.min(mostOriginColumns, width);
  const rows = Math.max(1, Math.min(mostOriginRows, height, Math.round((height * columns) / width)));
  return { columns, rows };
}

/**
 * The most frequent origin of each cell's pixels, as an index into `originKinds`; of equally frequent ones the later.
 *
 * @throws RangeError if a plane does not have the pixels of its size
 */
export function reduceOrigins(planes: OriginPlanes): Uint8Array {
  const { width, height, entity, coverage, painted, confidence, leastConfidence } = planes;
  for (const plane of [entity, coverage, painted ?? coverage, confidence]) {
    if (plane.length !== width * height) {
      throw new RangeError(`a plane of ${width} x ${height} has not ${plane.length} pixels`);
    }
  }
  const { columns, rows } = originMapSize(planes);
  const counts = new Uint16Array(columns * rows * kindCount);
  const columnOf = Uint16Array.from({ length: width }, (_, x) => Math.floor((x * columns) / width));
  for (let y = 0; y < height; y++) {
    const first = Math.floor((y * rows) / height) * columns;
    for (let x = 0, pixel = y * width; x < width; x++, pixel++) {
      // What nobody has seen stays dreamt however sure the network is of it.
      const isDreamt = coverage[pixel] < coveredFrom || (painted !== undefined && painted[pixel] === 1);
      const known = confidence[pixel] < leastConfidence ? unsure : remembered;
      const kind = entity[pixel] >= entityFrom ? none : isDreamt ? dreamt : known;
      counts[(first + columnOf[x]) * kindCount + kind]++;
    }
  }
  const cells = new Uint8Array(columns * rows);
  for (let cell = 0; cell < cells.length; cell++) {
    let most: number = none;
    for (let kind = 1; kind < kindCount; kind++) {
      if (counts[cell * kindCount + kind] >= counts[cell * kindCount + most]) most = kind;
    }
    cells[cell] = most;
  }
  return cells;
}

/** The message with the origins of a frame (shared/origin-map.ts). */
export function encodeOrigins(planes: OriginPlanes, rtpTimestamp: number): Uint8Array<ArrayBuffer> {
  const compressed = deflateRawSync(packOrigins(reduceOrigins(planes)), { level: 6 });
  return writeOriginMap({ ...originMapSize(planes), rtpTimestamp }, compressed);
}
