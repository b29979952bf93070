import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Generator } from '../../../server/generation/generator.ts';
import { defaultPackFolder, loadPack, type Pack } from '../../../server/pack/pack.ts';
import { measureShutIn, walkedBeginnings } from './shut-in.ts';

let pack: Pack;
let generator: Generator;

beforeAll(async () => {
  pack = await loadPack(defaultPackFolder);
  generator = await Generator.create(pack, {
    provider: 'cpu',
    workers: 1,
    logger: pino({ level: 'silent' }),
  });
}, 120_000);
afterAll(() => generator.close());

test.each(walkedBeginnings)(
  'bots get on outwards in a room that begins with %s',
  async (begin) => {
    const ticks = 240;
    const figures = await measureShutIn(pack, generator, { rooms: 1, ticks, beginnings: [begin] });
    expect(figures.searches).toBe(2);
    expect(figures.shut_in).toBe(0);
    // Nobody is shut in who does not move either, but nothing was tried then.
    expect(figures.least_metres).toBeGreaterThan(15);
  },
  240_000,
);
