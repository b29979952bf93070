import { expect, test } from 'vitest';
import type { RecordedEvent } from './recording.ts';
import { ShownSurfaces } from './shown-surfaces.ts';
import { figuresOf, heldSpans, type JudgedFrame } from './smoothness-figures.ts';
import { TruePath } from './true-path.ts';

const key = (code: string, down: boolean, at: number): RecordedEvent => ({ kind: 'key', code, down, at });

test('a span begins after the last key of a move went down, and ends with the first one up', () => {
  const events = [
    ...[key('KeyW', true, 0), key('KeyD', true, 20), key('KeyW', false, 3000), key('KeyD', false, 3020)],
    ...[key('KeyS', true, 4000), key('KeyS', false, 7000)],
  ];
  expect(heldSpans(events)).toEqual([
    { from: 320, to: 3000 },
    { from: 4300, to: 7000 },
  ]);
});

test('distances are those to the eye while a picture stands, and frames outside of spans do not count', () => {
  const speed = 0.003;
  const eye = (time: number) => ({ x: speed * time, y: 1.6, z: 0 });
  const look = { yaw: 0, pitch: 0 };
  /** A wall 2 m ahead of who walks along x. */
  const intrinsics = { width: 32, height: 18, focal: 22 };
  const surfaces = new ShownSurfaces(intrinsics, () => new Float32Array(32 * 18).fill(0.5), new Map());
  const frames = Array.from({ length: 100 }, (_, i): JudgedFrame => {
    const at = 10 * i;
    // 100 ms behind.
    return {
      ...{ at, milliseconds: 1, tick: i, walks: false, changed: i % 2 === 0, jerk: { mean: 1, pixels: 2 } },
      eyes: { frame: eye(at - 100), displayed: eye(at - 100), player: eye(at) },
      looks: { displayed: look, player: look },
      layers: [{ pose: { ...eye(at - 100), ...look }, rtpTimestamp: i, share: 1 }],
    };
  });
  const sent = new Map([
    [1, -40],
    [2, 960],
  ]);
  const path = new TruePath(
    [
      { sequence: 1, eye: eye(0) },
      { sequence: 2, eye: eye(1000) },
    ],
    sent,
    80,
  );
  const figures = figuresOf(frames, [{ from: 300, to: 600 }], path, surfaces);
  expect(figures.frames).toBe(30);
  for (const { mean, p95 } of [figures.expected, figures.decided]) {
    expect(mean).toBeCloseTo(speed * 105);
    expect(p95).toBeCloseTo(speed * 105);
  }
  expect(figures.changed).toBe(0.5);
  expect(figures.angle).toBe(0);
  // A frame that moves on evenly, as late as it may be.
  expect(figures.surfaces.pixels).toBeLessThan(1e-9);
  expect(figures.jerk).toEqual({ mean: 1, pixels: 2 });
});
