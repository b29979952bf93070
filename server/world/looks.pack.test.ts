import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { psnr } from '../../models/evaluation/judges/image-quality.ts';
import type { GeneratedView } from '../contracts/view.ts';
import { Generator } from '../generation/generator.ts';
import { RoomMemory } from '../memory/room-memory.ts';
import { defaultPackFolder, loadPack, type Pack } from '../pack/pack.ts';
import { World } from './world.ts';

/** PSNR in decibels below which two pictures differ visibly. */
const different = 25;
/** PSNR in decibels above which they are equal except for the rounding of a later tick. */
const same = 40;

let pack: Pack;
let generator: Generator;

beforeAll(async () => {
  pack = await loadPack(defaultPackFolder);
  const logger = pino({ level: 'silent' });
  generator = await Generator.create(pack, { provider: 'cpu', workers: 1, logger });
});
afterAll(() => generator?.close());

async function begin(): Promise<World> {
  const seed = await pack.seed('courtyard');
  const memory = new RoomMemory(pack.manifest);
  const world = new World({ pack, seed, generator, memory, roomSeed: 7 });
  world.join('ann', 'Ann');
  return world;
}

/** The view after the duration of a change. */
async function later(world: World): Promise<GeneratedView> {
  for (let i = 0; i < pack.manifest.view.rate; i++) await world.advance();
  const [view] = await world.draw();
  return view;
}

test('fog, time and theme change what is shown but not memory, and can be undone exactly', async () => {
  const [world, untouched] = [await begin(), await begin()];
  const asked = [{ fog: 0.9 }, { timeOfDay: 1, fog: 0.15 }, { timeOfDay: 0.4, theme: 2 }];
  const pictures: Uint8Array[] = [];
  for (const controls of asked) {
    world.ask(new Map(Object.entries(controls)));
    const [view, plain] = [await later(world), await later(untouched)];
    expect(view.rgb).toEqual(plain.rgb);
    expect(view.inverseDepth).toEqual(plain.inverseDepth);
    expect(plain.shown).toBeUndefined();
    if (view.shown === undefined) throw new Error(`${JSON.stringify(controls)} is not shown`);
    pictures.push(view.rgb, view.shown);
  }
  const [plain] = pictures;
  const shown = pictures.filter((_, i) => i % 2 === 1);
  for (const picture of shown) expect(psnr(picture, plain)).toBeLessThan(different);
  expect(psnr(shown[0], shown[1])).toBeLessThan(different);
  expect(psnr(shown[1], shown[2])).toBeLessThan(different);

  world.ask(new Map(Object.entries({ timeOfDay: 0.4, fog: 0.15, theme: 0 })));
  const [back, never] = [await later(world), await later(untouched)];
  expect(back.shown).toBeUndefined();
  expect(back.rgb).toEqual(never.rgb);
  expect([...world.toSeed().keyframes].length).toBe([...untouched.toSeed().keyframes].length);
}, 240_000);

test('without guidance a view does not follow the controls', async () => {
  const world = await begin();
  const shownAt = async (theme: number, guidance: number) => {
    world.ask(new Map([['theme', theme]]), guidance);
    const { shown } = await later(world);
    if (shown === undefined) throw new Error(`theme ${theme} is not shown`);
    return shown;
  };
  // Without guidance the network shows both themes alike.
  expect(psnr(await shownAt(1, 0), await shownAt(2, 0))).toBeGreaterThan(same);
  expect(psnr(await shownAt(1, 1), await shownAt(2, 1))).toBeLessThan(different);
}, 240_000);

test('a saved world keeps the look of its memory and the requested controls', async () => {
  const world = await begin();
  world.ask(new Map(Object.entries({ fog: 0.9, theme: 1 })));
  const seed = world.toSeed();
  expect(seed.controls.fog).toBe(0.15);
  expect(seed.asked).toMatchObject({ fog: 0.9, theme: 1 });
  const memory = new RoomMemory(pack.manifest);
  const again = new World({ pack, seed, generator, memory, roomSeed: 7 });
  expect(again.state.controls.get('fog')).toBe(0.9);
  again.join('ann', 'Ann');
  expect((await later(again)).shown).toBeDefined();
}, 240_000);
