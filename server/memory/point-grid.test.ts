import { expect, it } from 'vitest';
import type { Pose } from '../../shared/geometry/camera.ts';
import { type KeyframeSamples, sampleStride } from './keyframe-samples.ts';
import { PointGrid } from './point-grid.ts';

const view = { width: 256, height: 144, focal: 150 };

function look(x: number, z: number, yaw: number): Pose {
  return { x, y: 1.6, z, yaw, pitch: 0 };
}

/** A keyframe's samples at places on the ground. */
function samplesAt(places: readonly (readonly [x: number, z: number])[]): KeyframeSamples {
  const values = new Float32Array(places.length * sampleStride);
  for (const [i, [x, z]] of places.entries()) values.set([x, 0, z], i * sampleStride);
  return { values, count: places.length };
}

it('proposes the only keyframe of one side of a place beside the camera, however many show the others', () => {
  const grid = new PointGrid(view);
  const camera = look(1, 0.5, 0);
  const ahead = Array.from({ length: 8 }, (_, i) => [1, 1 + 2 * i] as const);
  for (let slot = 0; slot < 40; slot++) grid.add(slot, look(1, -slot / 50, 0), samplesAt(ahead));
  // It looks back at what the others see from behind the camera.
  grid.add(40, look(1, 4, Math.PI), samplesAt([[1, 1]]));
  expect(grid.propose(camera, 8)).toContain(40);
  expect(grid.propose(look(1, -6, 0), 8)).not.toContain(40);
});
