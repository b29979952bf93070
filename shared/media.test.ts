import { describe, expect, test } from 'vitest';
import { frameMarkSchema } from './media.ts';

const mark = {
  ...{ view: 'ann', rtpTimestamp: 7500, tick: 3, acknowledged: 2, generation: 20, encoding: 2 },
  pose: { x: 1, y: 1.6, z: 2, yaw: 0, pitch: 0 },
  times: { merged: 1, drawing: 2, drawn: 3, sent: 4 },
};

describe('a frame mark', () => {
  test('may say how large its picture is, and what limits that', () => {
    const full = { ...mark, size: { width: 384, height: 216 }, limited: 'load' };
    expect(frameMarkSchema.parse(full)).toEqual(full);
  });

  test('is read of a server that tells no size, and of one that knows other limits', () => {
    expect(frameMarkSchema.parse(mark)).toEqual(mark);
    expect(frameMarkSchema.parse({ ...mark, limited: 'moon' })).toMatchObject(mark);
    expect(frameMarkSchema.parse({ ...mark, limited: 'moon' }).limited).toBeUndefined();
  });
});
