import type { Generator } from '../../../server/generation/generator.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { Random } from '../../reference/random.ts';
import { createFrame } from '../../reference/rendering/renderer.ts';
import { seedPoses } from '../../reference/seed-poses.ts';
import type { PlaceFigures, PlaceJudge } from '../judges/place-judge.ts';
import { defaultControls, type HeldOutWorld } from '../rollout/held-out.ts';
import { newcomerView } from '../rollout/newcomer-view.ts';

/** Keyframes that a world keeps, so that most places were never seen. */
const keyframesLeft = 3;

/**
 * Draws viewpoints all over nearly unknown worlds, each as the first view of a new player; `judge` rates
 * those of unseen places.
 */
export async function measureImagination(
  pack: Pack,
  generator: Pick<Generator, 'generate'>,
  worlds: readonly HeldOutWorld[],
  options: { viewpoints: number; judge: PlaceJudge },
): Promise<PlaceFigures> {
  const { manifest } = pack;
  const look = async ({ seed, reference, renderer, worldSeed }: HeldOutWorld) => {
    const memory = new RoomMemory(manifest);
    for (const keyframe of worldSeed.keyframes.slice(0, keyframesLeft)) memory.remember(keyframe);
    const cameras = seedPoses(reference, options.viewpoints, new Random(seed + 3));
    for (const [tick, camera] of cameras.entries()) {
      const request = {
        ...newcomerView(manifest, { room: 'world', view: 'newcomer', roomSeed: seed, tick, camera }),
        keyframes: memory.retrieve(camera),
      };
      const [view] = await generator.generate([request], { warp: true });
      const truth = createFrame(manifest.view);
      renderer.render(camera, [], defaultControls, truth);
      await options.judge.judge({ view, truth });
    }
  };
  await Promise.all(worlds.map(look));
  return options.judge.figures;
}
