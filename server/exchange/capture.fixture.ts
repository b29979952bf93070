import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { boxScene, renderScene } from '../memory/scene.fixture.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import { transformsFile } from './transforms.ts';
import { type ExportOptions, exportedFiles } from './world-export.ts';

/** Poses in the box scene: two cameras on free ground. */
export const scenePoses: readonly Pose[] = [
  { x: 0, y: 1.6, z: -2, yaw: 0.3, pitch: -0.1 },
  { x: -2, y: 1.5, z: -1, yaw: 2, pitch: 0.05 },
];

/** Keyframes of the box scene, as from photographs. */
export function sceneSeed(view: Intrinsics, poses: readonly Pose[] = scenePoses): WorldSeed {
  const keyframes = poses.map(
    (pose, id): Keyframe => ({ id, pose, ...renderScene(boxScene, view, pose), tick: 0, author: '' }),
  );
  const spawns = [{ x: 0, z: 0, yaw: 0 }];
  const controls = { timeOfDay: 9 };
  return { title: 'Boxes', source: 'synthetic', spawns, entities: [], controls, keyframes };
}

/** Writes a world as a capture. `foreign` removes the fields that only this engine writes. */
export async function writeCapture(
  folder: string,
  world: WorldSeed,
  { foreign = false, ...options }: ExportOptions & { foreign?: boolean },
): Promise<void> {
  for await (const { path, bytes } of exportedFiles(world, options)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  if (foreign) {
    await changeTransforms(folder, (content) => {
      delete content.worldroom;
      delete content.depth_unit_scale_factor;
      for (const frame of content.frames) delete frame.drawn;
    });
  }
}

const looseSchema = z.looseObject({ frames: z.array(z.record(z.string(), z.unknown())) });

/** Edits the transforms.json of a capture. The result may be invalid. */
export async function changeTransforms(
  folder: string,
  change: (content: z.infer<typeof looseSchema>) => void,
): Promise<void> {
  const file = join(folder, transformsFile);
  const content = looseSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  change(content);
  await writeFile(file, JSON.stringify(content));
}
