import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchTensors } from './tensor-storage.ts';

const batches = () =>
  new BatchTensors((views, storage) => ({
    pixels: storage.uint8('pixels', 100, views),
    depth: storage.uint16('depth', 10, views),
    tokens: storage.int64('tokens', 2, views),
    controls: storage.float32('controls', 3, views),
  }));
const bytesPerView = 100 + 20 + 16 + 12;

describe('tensors of batches', () => {
  it('take as much memory as the largest batch, however many sizes were seen', () => {
    const tensors = batches();
    for (let views = 1; views <= 64; views++) tensors.of(views);
    expect(tensors.bytes).toBe(64 * bytesPerView);
  });

  it('have the lengths of their batch, and the same memory at every size', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const tensors = batches();
        for (const views of sizes) {
          const { pixels, depth, tokens, controls } = tensors.of(views);
          expect([pixels.length, depth.length, tokens.length, controls.length]).toEqual([
            100 * views,
            10 * views,
            2 * views,
            3 * views,
          ]);
        }
        const largest = Math.max(...sizes);
        expect(tensors.bytes).toBeLessThan(2 * largest * bytesPerView);
        expect(tensors.of(1).pixels.buffer).toBe(tensors.of(largest).pixels.buffer);
      }),
    );
  });

  it('are made once for each size', () => {
    const tensors = batches();
    const first = tensors.of(3);
    tensors.of(2);
    expect(tensors.of(3)).toBe(first);
  });
});
