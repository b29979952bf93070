import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { residualsOf, writeDepthMap } from '../../shared/depth-map.ts';
import { DepthMaps } from './depth-maps.ts';

const size = { columns: 8, rows: 4 };

function message(rtpTimestamp: number, residuals?: Uint8Array): ArrayBuffer {
  const codes = Uint16Array.from({ length: 32 }, (_, cell) => 1000 * cell);
  const compressed = deflateRawSync(residuals ?? residualsOf(codes, size.columns, 0));
  return writeDepthMap({ ...size, coarseness: 0, rtpTimestamp }, compressed).buffer;
}

function following(view: string): DepthMaps {
  const maps = new DepthMaps();
  maps.follow(view);
  return maps;
}

describe('the depth maps of a view', () => {
  test('are used for the frame with their timestamp, and for no other', () => {
    const maps = following('a');
    expect(maps.take('a', message(7), 0)).toMatchObject({ ...size, rtpTimestamp: 7 });
    expect(maps.of('a', 7)).toBeDefined();
    expect(maps.of('a', 8)).toBeUndefined();
    expect(maps.of('b', 7)).toBeUndefined();
  });

  test('are those of the followed view alone', () => {
    const maps = following('a');
    expect(maps.take('b', message(7), 0)).toBeUndefined();
    maps.take('a', message(7), 0);
    maps.follow('b');
    maps.follow('a');
    expect(maps.of('a', 7)).toBeUndefined();
  });

  test('are dropped where they are damaged, become too long, or are no bytes', () => {
    const maps = following('a');
    const bytes = new Uint8Array(message(7));
    for (const damaged of ['text', undefined, bytes.slice(0, -3).buffer, new ArrayBuffer(40)]) {
      expect(maps.take('a', damaged, 0)).toBeUndefined();
    }
    expect(maps.take('a', message(7, new Uint8Array(1_000_000)), 0)).toBeUndefined();
    expect(maps.of('a', 7)).toBeUndefined();
    expect(maps.flows(0)).toBe(false);
  });

  test('are the newest ones, and expected as long as they come', () => {
    const maps = following('a');
    for (let timestamp = 0; timestamp < 40; timestamp++) maps.take('a', message(timestamp), timestamp);
    expect(maps.of('a', 0)).toBeUndefined();
    expect(maps.of('a', 39)).toBeDefined();
    expect([maps.flows(100), maps.flows(1_000)]).toEqual([true, false]);
  });
});
