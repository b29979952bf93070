import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packOrigins, writeOriginMap } from '../../shared/origin-map.ts';
import { OriginMaps } from './origin-maps.ts';

const size = { columns: 8, rows: 4 };
const cells = Uint8Array.from({ length: 32 }, (_, cell) => cell % 4);

function message(rtpTimestamp: number, packed = packOrigins(cells)): ArrayBuffer {
  return writeOriginMap({ ...size, rtpTimestamp }, deflateRawSync(packed)).buffer;
}

test('the origins of a frame are read for that frame of the followed view', () => {
  const maps = new OriginMaps();
  maps.follow('a');
  expect(maps.take('a', message(7), 0)).toEqual({ ...size, rtpTimestamp: 7, cells });
  expect(maps.take('b', message(8), 0)).toBeUndefined();
  expect(maps.of('a', 7)?.cells).toEqual(cells);
  expect(maps.of('a', 8)).toBeUndefined();
});

test('what is damaged, too long or too short is dropped', () => {
  const maps = new OriginMaps();
  maps.follow('a');
  const cut = message(1).slice(0, -2);
  const damaged = writeOriginMap({ ...size, rtpTimestamp: 1 }, Uint8Array.of(255, 255, 255)).buffer;
  const long = message(1, new Uint8Array(1_000_000));
  const short = message(1, new Uint8Array(7));
  for (const wrong of [cut, damaged, long, short, 'text', new ArrayBuffer(0)]) {
    expect(maps.take('a', wrong, 0)).toBeUndefined();
  }
  expect(maps.totals.maps).toBe(0);
});
