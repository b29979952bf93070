import { expect, test } from 'vitest';
import { binaryFrame } from './agent-frame.ts';

test('a frame is the length of the message, the message, and its planes', () => {
  const message = { type: 'observation', name: 'Zoë' };
  const frame = Buffer.from(binaryFrame(message, [Uint8Array.of(1, 2, 3), Uint16Array.of(0x0102, 0xfffe)]));
  const length = frame.readUInt32LE(0);
  expect(JSON.parse(frame.toString('utf8', 4, 4 + length))).toEqual(message);
  expect([...frame.subarray(4 + length)]).toEqual([1, 2, 3, 2, 1, 0xfe, 0xff]);
});
