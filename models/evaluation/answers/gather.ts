import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import pino from 'pino';
import { Generator } from '../../../server/generation/generator.ts';
import { loadPack } from '../../../server/pack/pack.ts';
import { cameraRow } from '../../../shared/geometry/camera.ts';
import { SurfaceMap } from '../../reference/rendering/surface-map.ts';
import { heldOutWorld } from '../rollout/held-out.ts';
import { scriptedWalk } from './scripted-walk.ts';

const [first, count, folder] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
mkdirSync(folder, { recursive: true });
const pack = await loadPack('models/arena');
const generator = await Generator.create(pack, {
  provider: 'cpu',
  workers: 1,
  logger: pino({ level: 'warn' }),
});
const { width, height, focal } = pack.manifest.view;
for (let seed = first; seed < first + count; seed++) {
  const name = `${folder}/labels-${seed}`;
  if (existsSync(`${name}.bin`)) continue;
  const began = Date.now();
  const held = heldOutWorld(seed, pack.manifest.view);
  const surfaces = new SurfaceMap(held.reference, { width, height, focal });
  const views: {
    rgb: Buffer;
    inverse: Buffer;
    entity: Buffer;
    materials: Buffer;
    camera: unknown;
    row: number[];
    things: unknown;
  }[] = [];
  const room = await scriptedWalk(pack, generator, held, {
    ticks: 320,
    roomSeed: seed,
    looked: async (_, view, things) => {
      views.push({
        rgb: Buffer.from(view.rgb.slice()),
        inverse: Buffer.from(new Uint8Array(view.inverseDepth.slice().buffer)),
        entity: Buffer.from(view.entity.map((v) => (v >= 128 ? 255 : 0))),
        materials: Buffer.from(surfaces.view(view.camera).materials),
        camera: view.camera,
        row: [...cameraRow(view.camera)],
        things,
      });
    },
  });
  room.world.close();
  while (views.length < 16) views.push(views[0]);
  views.length = 16;
  writeFileSync(
    `${name}.json`,
    JSON.stringify({
      cameras: views.map((v) => v.row),
      poses: views.map((v) => v.camera),
      things: views.map((v) => v.things),
    }),
  );
  writeFileSync(
    `${name}.bin`,
    Buffer.concat([
      ...views.map((v) => v.rgb),
      ...views.map((v) => v.inverse),
      ...views.map((v) => v.entity),
      ...views.map((v) => v.materials),
    ]),
  );
  console.log(seed, (Date.now() - began) / 1000);
}
await generator.close();
