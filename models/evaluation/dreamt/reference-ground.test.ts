import { expect, test } from 'vitest';
import { sharedCopy } from '../../../server/contracts/picture.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { createFrame, Renderer } from '../../reference/rendering/renderer.ts';
import { Town, tokensOf } from '../../reference/town/town.ts';
import { townWorld } from '../../reference/town/town-world.ts';
import { defaultControls } from '../rollout/held-out.ts';
import { ReferenceGround } from './reference-ground.ts';

const view = { width: 64, height: 36, focal: 44 };
const [area, seed] = [{ x0: 300, z0: -200, width: 48 }, 11];

test('the map of a town shows what the town shows', () => {
  const town = new Town(seed);
  const world = townWorld(town, area);
  const { kinds, materials } = tokensOf(town.window({ ...area, depth: area.width }));
  const ground = {
    ...{ x: 100, z: -7, size: area.width, sun: world.theme.sunAzimuth },
    ...{
      kinds: sharedCopy(kinds),
      materials: sharedCopy(materials),
      given: sharedCopy(new Uint8Array(kinds.length)),
    },
  };
  const mapped = new ReferenceGround(ground, world, view);
  const [start] = world.spawns;
  for (const yaw of [0, 2, 4]) {
    const pose: Pose = { x: start.x, y: 1.6, z: start.z, yaw, pitch: 0 };
    const frame = createFrame(view);
    new Renderer(world, view).render(pose, [], defaultControls, frame);
    const seen = mapped.view({ ...pose, x: pose.x + ground.x, z: pose.z + ground.z });
    expect(seen?.rgb).toEqual(frame.rgb);
    expect(seen?.inverseDepth).toEqual(frame.inverseDepth);
  }
  const wall = world.heights.findIndex((height) => height > 0);
  const inWall = { x: (wall % area.width) + 100.5, z: Math.floor(wall / area.width) - 6.5 };
  expect(mapped.view({ ...inWall, y: 1.6, yaw: 0, pitch: 0 })).toBeUndefined();
});
