import { describe, expect, test } from 'vitest';
import { createFrame, Renderer } from '../../../models/reference/rendering/renderer.ts';
import { generateWorld } from '../../../models/reference/world.ts';
import { seenCells } from './seen-cells.ts';

const intrinsics = { width: 256, height: 144, focal: 176 };
const reference = generateWorld(1_000_003);

/** What one picture from a start shows, with the truth. */
function seenFrom(spawn: { x: number; z: number; yaw: number }) {
  const pose = { ...spawn, y: 1.6, pitch: 0 };
  const frame = createFrame(intrinsics);
  new Renderer(reference, intrinsics).render(pose, [], { timeOfDay: 0.5, fog: 0 }, frame);
  const inverseDepth = new Uint16Array(new SharedArrayBuffer(frame.inverseDepth.byteLength));
  inverseDepth.set(frame.inverseDepth);
  return seenCells([{ id: 0, pose, inverseDepth }], intrinsics);
}

describe('cells that keyframes show', () => {
  test('are solid where walls stand and open where rays pass; few are wrong', () => {
    let [right, wrong, solid] = [0, 0, 0];
    for (const spawn of reference.spawns) {
      const cells = seenFrom(spawn);
      for (let z = 0; z < reference.size; z++) {
        for (let x = 0; x < reference.size; x++) {
          const found = cells.at(x, z);
          if (found === undefined) continue;
          if (found === 'solid') solid++;
          if ((found === 'solid') === reference.solidAt(x, z)) right++;
          else wrong++;
        }
      }
    }
    expect(right).toBeGreaterThan(60);
    expect(solid).toBeGreaterThan(15);
    expect(wrong).toBeLessThan(0.06 * right);
  });

  test('of nothing are unknown', () => {
    const none = seenCells([], intrinsics);
    expect(none.at(3, 4)).toBeUndefined();
    const sky = new Uint16Array(new SharedArrayBuffer(2 * 256 * 144));
    const unknown = seenCells(
      [{ id: 0, pose: { x: 2, y: 1.6, z: 2, yaw: 0, pitch: 0 }, inverseDepth: sky }],
      intrinsics,
    );
    expect(unknown.at(2, 2)).toBeUndefined();
  });
});
