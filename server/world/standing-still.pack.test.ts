import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { psnr } from '../../models/evaluation/judges/image-quality.ts';
import type { GeneratedView, ViewRequest } from '../contracts/view.ts';
import { Generator } from '../generation/generator.ts';
import { RoomMemory } from '../memory/room-memory.ts';
import { defaultPackFolder, loadPack } from '../pack/pack.ts';
import { World } from './world.ts';

/** Ticks after which memory learns nothing new. */
const settled = 30;
/** Mean difference of colours, 0 to 255, that is invisible. */
const unseen = 0.5;
/** PSNR in decibels from which a picture clearly shows the seed's. A black picture has 6. */
const alike = 20;

describe('the default pack', () => {
  it('draws the same picture, that of the seed, as long as the player stands still', async () => {
    const pack = await loadPack(defaultPackFolder);
    const [seed] = pack.manifest.seeds;
    const worldSeed = await pack.seed(seed.name);
    const generator = await Generator.create(pack, {
      provider: 'cpu',
      workers: 1,
      logger: pino({ level: 'silent' }),
    });
    try {
      let drawn: GeneratedView[] = [];
      const model = {
        generate: async (requests: readonly ViewRequest[]) => {
          drawn = await generator.generate(requests);
          return drawn;
        },
        move: (features: Float32Array, bodies: number) => generator.move(features, bodies),
      };
      const memory = new RoomMemory(pack.manifest);
      const world = new World({ pack, seed: worldSeed, generator: model, memory, roomSeed: 7 });
      const [known] = worldSeed.keyframes;
      world.join('ann', 'Ann', known.pose);
      const pictures: Uint8Array[] = [];
      for (let tick = 0; tick < 2 * settled; tick++) {
        await world.step();
        pictures.push(drawn[0].rgb);
      }
      const last = pictures[2 * settled - 1];
      expect(difference(pictures[settled], last)).toBeLessThan(unseen);
      // Unknown pixels of the seed belong to entities, which may have moved.
      const decibels = psnr(last, known.rgb, (pixel) => known.inverseDepth[pixel] > 0);
      expect(decibels).toBeGreaterThan(alike);
    } finally {
      await generator.close();
    }
  });
});

function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}
