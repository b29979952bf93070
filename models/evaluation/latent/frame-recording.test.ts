import { expect, test } from 'vitest';
import { binaryFrame } from '../../../shared/agents/agent-frame.ts';
import { planeLayouts } from '../../../shared/agents/planes.ts';
import { readFrameRecording } from './frame-recording.ts';

const layouts = planeLayouts({ width: 4, height: 2 });

/** A frame as an agent gets it, after its length. */
function recorded(tick: number, names: readonly string[] = ['rgb', 'depth']): Buffer {
  const planes = layouts.filter(({ name }) => names.includes(name));
  const pose = { x: tick, y: 1.6, z: 2, yaw: 0, pitch: 0 };
  const frame = binaryFrame(
    { type: 'observation', tick, picture: { tick, pose, planes } },
    planes.map(({ type, shape }) => {
      const size = shape.reduce((product, side) => product * side, 1);
      return type === 'uint16' ? new Uint16Array(size).fill(1000 + tick) : new Uint8Array(size).fill(tick);
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(frame.length);
  return Buffer.concat([length, frame]);
}

test('a recording is read frame by frame', () => {
  const frames = readFrameRecording(Buffer.concat([recorded(7), recorded(8), recorded(9)]));
  expect(frames.map(({ tick, place }) => [tick, place])).toEqual([7, 8, 9].map((x) => [x, { x, z: 2 }]));
  expect([...frames[1].rgb]).toEqual(Array(24).fill(8));
  expect([...frames[1].inverseDepth]).toEqual(Array(8).fill(1008));
});

test('what is no recording, or lacks a tick or a plane, is refused by what is wrong', () => {
  const two = Buffer.concat([recorded(1), recorded(2)]);
  for (const [file, fault] of [
    [two.subarray(0, two.length - 1), 'cut short'],
    [Buffer.concat([recorded(1), recorded(3)]), 'no frame of tick 2'],
    [Buffer.concat([recorded(1), recorded(2, ['rgb'])]), 'both rgb and depth'],
    [recorded(1), 'fewer than two'],
    [Buffer.from('hello there, no frames'), 'cut short'],
  ] as const) {
    expect(() => readFrameRecording(file)).toThrow(fault);
  }
});
