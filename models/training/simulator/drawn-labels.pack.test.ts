import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { defaultPackFolder, loadPack } from '../../../server/pack/pack.ts';
import { cameraRowNumbers, type Pose } from '../../../shared/geometry/camera.ts';
import { defaultControls } from '../../evaluation/rollout/held-out.ts';
import { createFrame, Renderer } from '../../reference/rendering/renderer.ts';
import { SurfaceMap } from '../../reference/rendering/surface-map.ts';
import { generateWorld } from '../../reference/world.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

test('views that the shipped pack drew lie beside the materials that the reference shows there', async () => {
  const out = await mkdtemp(join(tmpdir(), 'worldroom-labels-'));
  onTestFinished(() => rm(out, { recursive: true }));
  const script = join(import.meta.dirname, 'drawn-labels.ts');
  const options = { pack: 'models/arena', out, first: 720_000, count: 1, views: 2 };
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  await run(process.execPath, [script, ...given], { cwd: root });
  const { view } = (await loadPack(defaultPackFolder, { checksWorlds: false })).manifest;
  const pixels = view.width * view.height;
  const data = await readFile(join(out, 'labels-720000.bin'));
  expect(data.byteLength).toBe(options.views * pixels * (3 + 2 + 1 + 1));
  const { cameras } = z
    .object({ cameras: z.array(z.array(z.number()).length(cameraRowNumbers)).length(options.views) })
    .parse(JSON.parse(await readFile(join(out, 'labels-720000.json'), 'utf8')));
  expect(cameras[0]).not.toEqual(cameras[1]);
  const world = generateWorld(options.first);
  const [renderer, surfaces, truth] = [
    new Renderer(world, view),
    new SurfaceMap(world, view),
    createFrame(view),
  ];
  for (const [i, row] of cameras.entries()) {
    const camera = poseOf(row);
    const plane = (start: number, bytes: number) => {
      const from = options.views * pixels * start + i * pixels * bytes;
      return data.subarray(from, from + pixels * bytes);
    };
    expect(plane(6, 1).equals(surfaces.view(camera).materials)).toBe(true);
    renderer.render(camera, [], defaultControls, truth);
    const [rgb, entity] = [plane(0, 3), plane(5, 1)];
    const still = [...rgb.keys()].filter((at) => entity[at % pixels] === 0);
    const error = still.reduce((sum, at) => sum + (rgb[at] - truth.rgb[at]) ** 2, 0) / still.length;
    // The picture is of that place: other views of a world differ by 60 and more.
    expect(Math.sqrt(error)).toBeLessThan(30);
  }
});

/** Of a row that the words graph takes: position, then the axes to the right, upwards and forward. */
function poseOf([x, y, z, , , , , , , forwardX, forwardY, forwardZ]: readonly number[]): Pose {
  return { x, y, z, yaw: Math.atan2(forwardX, forwardZ), pitch: Math.asin(forwardY) };
}
