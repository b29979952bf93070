import type { DirectTransport } from 'mediasoup/types';
import { expect, test } from 'vitest';
import { FrameMapStream } from './frame-map-stream.ts';

/** A stream of one-byte maps, what it encoded, and what it sent. */
async function streamOf(interval?: number) {
  const encoded: number[] = [];
  const sent: number[] = [];
  const stream = new FrameMapStream<number>({
    label: 'numbers',
    encode: (plane) => {
      encoded.push(plane);
      return plane < 0 ? undefined : Uint8Array.of(plane);
    },
    interval,
  });
  const producer = { closed: false, send: (message: Buffer) => sent.push(message[0]) };
  const transport = { produceData: async () => producer } as unknown as DirectTransport;
  await stream.attach(transport);
  return { stream, encoded, sent, producer };
}

test('nothing is encoded before somebody watches, nor after the last watcher has left', async () => {
  const { stream, encoded, sent } = await streamOf();
  stream.send(1, 0, 0);
  const [leave, leaveToo] = [stream.watch(), stream.watch()];
  stream.send(2, 0, 0);
  leave();
  leave();
  stream.send(3, 0, 0);
  leaveToo();
  stream.send(4, 0, 0);
  expect(encoded).toEqual([2, 3]);
  expect(sent).toEqual([2, 3]);
});

test('maps that come sooner than the interval are left out', async () => {
  const { stream, encoded } = await streamOf(50);
  stream.watch();
  for (const time of [0, 49, 50, 80, 110]) stream.send(time, 0, time);
  expect(encoded).toEqual([0, 50, 110]);
});

test('a frame without a map, and a worker that is being replaced, are no errors', async () => {
  const { stream, encoded, sent, producer } = await streamOf();
  stream.watch();
  stream.send(-1, 0, 0);
  producer.closed = true;
  stream.send(5, 0, 0);
  expect(encoded).toEqual([-1]);
  expect(sent).toEqual([]);
});
