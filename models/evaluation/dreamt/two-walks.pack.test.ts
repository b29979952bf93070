import pino from 'pino';
import { expect, test } from 'vitest';
import { Generator } from '../../../server/generation/generator.ts';
import { defaultPackFolder, loadPack } from '../../../server/pack/pack.ts';
import { measureTwoWalks } from './two-walks.ts';

test('two walks around opposite corners fill in the same map, to the bit', async () => {
  const pack = await loadPack(defaultPackFolder);
  const logger = pino({ level: 'silent' });
  const start = () => Generator.create(pack, { provider: 'cpu', workers: 1, logger });
  const { tiles, far, same } = await measureTwoWalks(pack, { roomSeeds: [6001], leg: 28, start });
  expect(far).toBeGreaterThan(10);
  expect(tiles).toBeGreaterThan(50);
  expect(same).toBe(tiles);
}, 480_000);
