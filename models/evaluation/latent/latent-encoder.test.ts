import { describe, expect, it } from 'vitest';
import { testManifest } from '../../../server/world/world.fixture.ts';
import { levelMotion } from '../judges/action-labels.ts';
import { LatentEncoder } from './latent-encoder.ts';
import { restlessPlay } from './restless-play.ts';

const manifest = { ...testManifest, view: { width: 256, height: 144, focal: 176, rate: 12 } };
const graph = new URL('../probes/latent-action.onnx', import.meta.url).pathname;

describe('LatentEncoder', () => {
  it('encodes how the eye turned and walked, most of the time', { timeout: 300_000 }, async () => {
    const encoder = await LatentEncoder.load(graph, manifest.view);
    let right = 0;
    let pairs = 0;
    for await (const { before, after } of restlessPlay(1_700_002, 12, manifest)) {
      const [look, turn, , aside, up, ahead] = await encoder.encode(before.frame, after.frame);
      const motion = levelMotion(before.pose, after.pose);
      // Static points move in the opposite direction. Only the look keeps its sign, because up is positive
      // about the right axis.
      const off = [look, -turn, 0, -aside, -up, -ahead].map((value, i) => Math.abs(value - motion[i]));
      pairs++;
      if (Math.max(...off.slice(0, 3)) < 0.02 && Math.max(...off.slice(3)) < 0.05) right++;
    }
    expect(right / pairs).toBeGreaterThan(0.7);
  });
});
