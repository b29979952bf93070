import { expect, test } from 'vitest';
import { describeSurroundings } from '../../../server/answers/surroundings/describe-surroundings.ts';
import { surfacePoints } from '../../../server/answers/surroundings/surface-points.ts';
import { createWordsNetwork } from '../../../server/generation/words-network.ts';
import { defaultPackFolder, loadPack } from '../../../server/pack/pack.ts';
import { readWordTower } from '../../../server/pack/word-tower.ts';
import { firstLandmark } from '../../reference/rendering/materials.ts';
import { createFrame } from '../../reference/rendering/renderer.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { defaultControls, heldOutWorld } from '../rollout/held-out.ts';
import { judgeSurroundings } from './judged-surroundings.ts';
import { TrueSurfaces } from './true-surfaces.ts';

/** A world that neither the words nor the networks were trained on. */
const world = seedRanges.heldOut + 700;

test('the shipped words say what reference views of a held-out world show', async () => {
  const pack = await loadPack(defaultPackFolder, { checksWorlds: false });
  const { view } = pack.manifest;
  const tower = await readWordTower(pack.folder, pack.manifest);
  if (tower === undefined) throw new Error('the shipped pack has no words');
  const network = await createWordsNetwork(pack.graphFile('words'), pack.manifest);
  const held = heldOutWorld(world, view);
  const { reference, renderer } = held;
  const truth = new TrueSurfaces(held, view);
  const names = new Map(tower.surfaces.map(({ name, says }) => [says, name]));
  const verdicts = { materials: [] as boolean[], landmarks: [] as boolean[] };
  const towers = [...reference.heights.keys()].filter(
    (cell) => reference.heights[cell] > 0 && reference.wallMaterial[cell] >= firstLandmark,
  );
  for (const spawn of reference.spawns) {
    // Towards the nearest landmark, which may be hidden: the reference says.
    const turned = towers.map((cell) => {
      const [dx, dz] = [
        (cell % reference.size) + 0.5 - spawn.x,
        Math.floor(cell / reference.size) + 0.5 - spawn.z,
      ];
      return { metres: Math.hypot(dx, dz), yaw: Math.atan2(dx, dz) };
    });
    const [nearest] = turned.sort((a, b) => a.metres - b.metres);
    const camera = { x: spawn.x, y: 1.6, z: spawn.z, yaw: nearest.yaw, pitch: 0 };
    const frame = createFrame(view);
    renderer.render(camera, [], defaultControls, frame);
    const shared = <Plane extends Uint8Array | Uint16Array>(plane: Plane) => {
      const buffer = new SharedArrayBuffer(plane.byteLength);
      new Uint8Array(buffer).set(new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength));
      return buffer;
    };
    const drawn = {
      camera,
      rgb: new Uint8Array(shared(frame.rgb)),
      inverseDepth: new Uint16Array(shared(frame.inverseDepth)),
      entity: new Uint8Array(shared(frame.entity)),
    };
    const said = describeSurroundings(
      { points: surfacePoints(drawn, view), embedding: await network(drawn) },
      tower,
    );
    const judged = judgeSurroundings(said, truth.look(camera, []), names);
    verdicts.materials.push(...judged.materials, ...judged.materialsSaid);
    verdicts.landmarks.push(...judged.landmarks, ...judged.landmarksSaid, ...judged.landmarkSides);
  }
  const share = (all: readonly boolean[]) => all.filter(Boolean).length / all.length;
  expect(verdicts.materials.length).toBeGreaterThan(20);
  expect(verdicts.landmarks.length).toBeGreaterThan(3);
  expect(share(verdicts.materials)).toBeGreaterThan(0.85);
  expect(share(verdicts.landmarks)).toBeGreaterThan(0.85);
});
