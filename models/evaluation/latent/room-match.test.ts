import { expect, test } from 'vitest';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { createFrame, Renderer } from '../../reference/rendering/renderer.ts';
import { generateWorld } from '../../reference/world.ts';
import { defaultControls } from '../rollout/held-out.ts';
import { type PosedFrame, RoomMatch } from './room-match.ts';

const view = { width: 256, height: 144, focal: 176 };
const reference = generateWorld(750_200);
const renderer = new Renderer(reference, view);
const [{ x, z }] = reference.spawns;
const from: Pose = { x, y: 1.6, z, yaw: 0.4, pitch: 0.1 };

function seen(pose: Pose): PosedFrame {
  const frame = createFrame(view);
  renderer.render(pose, [], defaultControls, frame);
  return { ...frame, pose };
}

/** The pose so far away, metres and radians. */
function moved(pose: Pose, by: Partial<Pose>): Pose {
  return { ...pose, x: pose.x + (by.x ?? 0), z: pose.z + (by.z ?? 0), yaw: pose.yaw + (by.yaw ?? 0) };
}

const near = [{ x: 0.06 }, { x: -0.06 }, { z: 0.06 }, { z: -0.06 }, { yaw: 0.03 }, { yaw: -0.03 }];

test('the pose from which a frame was taken explains it better than any beside it', () => {
  const match = new RoomMatch(view);
  const to = moved(from, { x: 0.15, z: -0.1, yaw: 0.2 });
  const errorOf = match.errors(seen(to), [seen(from)]);
  for (const by of near) expect(errorOf(to)).toBeLessThan(errorOf(moved(to, by)));
});

test('what the first picture does not show is found in others', () => {
  const match = new RoomMatch(view);
  const to = moved(from, { yaw: 1.4 });
  const alone = match.errors(seen(to), [seen(from)]);
  const together = match.errors(seen(to), [seen(from), seen(moved(from, { yaw: 1.2, x: 0.3 }))]);
  expect(together(to)).toBeLessThan(0.75 * alone(to));
  for (const by of near) expect(together(to)).toBeLessThan(together(moved(to, by)));
});
