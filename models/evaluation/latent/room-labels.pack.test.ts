import pino from 'pino';
import { expect, test } from 'vitest';
import { Generator } from '../../../server/generation/generator.ts';
import { defaultPackFolder, loadPack } from '../../../server/pack/pack.ts';
import { neutralAction } from '../../../shared/action.ts';
import { LatentEncoder } from './latent-encoder.ts';
import { compared } from './latent-replay.ts';
import { playRoom } from './recorded-play.ts';
import { labelInRoom } from './room-labels.ts';

const graph = new URL('../probes/latent-action.onnx', import.meta.url).pathname;

test('a body that slides along a wall is replayed, although it was stopped otherwise than its keys say', async () => {
  const pack = await loadPack(defaultPackFolder);
  const logger = pino({ level: 'silent' });
  const generator = await Generator.create(pack, { provider: 'cpu', workers: 1, logger });
  try {
    const world = { worldSeed: await pack.seed(pack.manifest.seeds[0].name), seed: 11 };
    const ticks = 36;
    const act = () => ({ ...neutralAction, move: 1, strafe: 1 });
    const { frames, path } = await playRoom(pack, generator, world, { ticks, act });
    const encoder = await LatentEncoder.load(graph, pack.manifest.view);
    const actions = await labelInRoom(pack, generator, world, { encoder, frames });
    const replayed = await playRoom(pack, generator, world, { ticks, act: (_, tick) => actions[tick] });
    const { metres, most } = compared(path, replayed.path);
    // On free ground it would walk 9 m.
    expect(metres).toBeLessThan(7.5);
    expect(metres).toBeGreaterThan(1);
    expect(most).toBeLessThan(0.25);
  } finally {
    await generator.close();
  }
}, 240_000);
