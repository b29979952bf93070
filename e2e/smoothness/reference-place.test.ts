import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { project, unproject } from '../../shared/geometry/camera.ts';
import { ReferencePlace } from './reference-place.ts';

const camera = { width: 64, height: 36, focal: 44 };
const harbour = resolve(import.meta.dirname, '../../models/arena/seeds/harbour');
const from = { x: 18.3, y: 1.6, z: 13.4, yaw: (3 * Math.PI) / 4, pitch: 0 };

test('depths from two places are of the same surfaces', async () => {
  const place = await ReferencePlace.open(harbour, camera);
  const near = place.inverseDepth(from);
  const pose = { ...from, z: from.z - 0.3 };
  const there = place.inverseDepth(pose);
  let [same, both] = [0, 0];
  for (const [pixel, inverse] of near.entries()) {
    if (inverse === 0) continue;
    const [u, v] = [(pixel % camera.width) + 0.5, Math.floor(pixel / camera.width) + 0.5];
    const seen = project(camera, pose, unproject(camera, from, u, v, 1 / inverse));
    if (seen.u < 0 || seen.u >= camera.width || seen.v < 0 || seen.v >= camera.height) continue;
    both++;
    const other = there[Math.floor(seen.v) * camera.width + Math.floor(seen.u)];
    if (Math.abs(other - 1 / seen.depth) < 0.03) same++;
  }
  expect(both).toBeGreaterThan(1000);
  expect(same / both).toBeGreaterThan(0.9);
});

test('a world that was captured elsewhere has no true depths', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'worldroom-reference-place-'));
  try {
    const seed = { source: 'a video', controls: { timeOfDay: 0.4, fog: 0 } };
    await writeFile(join(folder, 'seed.json'), JSON.stringify(seed));
    await expect(ReferencePlace.open(folder, camera)).rejects.toThrow('source');
  } finally {
    await rm(folder, { recursive: true });
  }
});
