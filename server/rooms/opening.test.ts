import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RoomMemory } from '../memory/room-memory.ts';
import { WorldCache } from '../memory/world-cache.ts';
import { defaultPackFolder, loadPack } from '../pack/pack.ts';
import { TestModel } from '../world/world.fixture.ts';
import { joinRoom, startTestApp, until } from './room.fixture.ts';

/** The model's views are stand-ins; the worlds and memories are those of the default pack. */
let app: Awaited<ReturnType<typeof startTestApp>>;
let worlds: WorldCache;

beforeAll(async () => {
  const pack = await loadPack(defaultPackFolder);
  worlds = new WorldCache({ pack, bytes: 2e9 });
  app = await startTestApp(
    { maximumRooms: 100, maximumOpening: 100 },
    {
      pack: { ...pack, seed: (name) => worlds.open(name) },
      model: new TestModel(),
      createMemory: (manifest, seed) => seed.prepared?.fork() ?? new RoomMemory(manifest),
    },
  );
});
afterAll(async () => {
  await app.app.close();
  await worlds.close();
});

const makeRoom = (world: string) => app.app.lobby.create({ name: 'A room', seats: 4, access: 'link', world });

test('forty rooms at once cost a room in which somebody plays none of its ticks', async () => {
  const { manifest } = await loadPack(defaultPackFolder);
  const names = manifest.seeds.map(({ name }) => name);
  const first = await app.app.lobby.create({ name: 'A room', seats: 4, access: 'public', world: names[0] });
  const ann = await joinRoom(app.url, first.id, { name: 'Ann' });
  await until('play has begun', () => ann.session.state.tick > 5);
  // Worlds that nobody has opened yet, and all of them again once they are prepared.
  for (const part of ['cold', 'warm']) {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const { tick } = ann.session.state;
    const began = performance.now();
    delay.enable();
    const made = await Promise.all(Array.from({ length: 40 }, (_, i) => makeRoom(names[i % names.length])));
    delay.disable();
    const seconds = (performance.now() - began) / 1000;
    expect(made).toHaveLength(40);
    const period = 1000 / 12;
    // Before, one room alone kept everybody waiting for a second at one go: a dozen ticks.
    expect(delay.max / 1e6, `${part}: longest wait of the event loop, ms`).toBeLessThan(4 * period);
    await until('the room has gone on', () => ann.session.state.tick >= tick + Math.floor(6 * seconds));
  }
  await ann.session.leave();
});
