import { expect, test } from 'vitest';
import { encodeDepth } from '../../../shared/geometry/inverse-depth.ts';
import { floorMaterials, wallMaterials } from '../../reference/rendering/materials.ts';
import { noMaterial, SurfaceMap } from '../../reference/rendering/surface-map.ts';
import { generateWorld } from '../../reference/world.ts';
import { makeLabelledViews } from './labelled-views.ts';

const intrinsics = { width: 64, height: 48, focal: 44 };

test('views are the same for a seed, and each pixel is labelled by what it shows', () => {
  const views = makeLabelledViews(6, 4, intrinsics);
  expect(views).toEqual(makeLabelledViews(6, 4, intrinsics));
  const materials = floorMaterials.length + wallMaterials.length;
  for (const { materials: shown, inverseDepth, entity } of views) {
    for (const [pixel, material] of shown.entries()) {
      if (entity[pixel] > 0) continue;
      expect(material < materials || material === noMaterial.top || material === noMaterial.sky).toBe(true);
      // The sky has the farthest depth, and nothing else has.
      expect(material === noMaterial.sky).toBe(inverseDepth[pixel] <= encodeDepth(1e9));
    }
  }
});

test('a wall straight ahead has the material of its cell', () => {
  const world = generateWorld(9);
  const [spawn] = world.spawns;
  const camera = { x: Math.floor(spawn.x) + 0.5, y: 1.2, z: Math.floor(spawn.z) + 0.5, yaw: 0, pitch: 0 };
  let z = Math.floor(camera.z);
  while (world.heights[z * world.size + Math.floor(camera.x)] < 1.5) z++;
  const { materials, cells } = new SurfaceMap(world, intrinsics).view(camera);
  const middle = (intrinsics.height / 2) * intrinsics.width + intrinsics.width / 2;
  const cell = z * world.size + Math.floor(camera.x);
  expect(cells[middle]).toBe(cell);
  expect(materials[middle]).toBe(floorMaterials.length + world.wallMaterial[cell]);
});
