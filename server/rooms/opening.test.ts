import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createdRoomSchema } from '../../shared/messages.ts';
import type { GeneratedView, ViewRequest } from '../contracts/view.ts';
import { RoomMemory } from '../memory/room-memory.ts';
import { WorldCache } from '../memory/worlds/world-cache.ts';
import { defaultPackFolder, loadPack, type Pack } from '../pack/pack.ts';
import { TestModel } from '../world/world.fixture.ts';
import { joinRoom, startTestApp, until } from './room.fixture.ts';

/** Rooms that are made at once. */
const many = 40;

let pack: Pack;
let worlds: WorldCache;
let server: Awaited<ReturnType<typeof startTestApp>>;

/** Draws grey views of the pack's size that memory covered already. */
class GreyModel extends TestModel {
  override async generate(requests: readonly ViewRequest[]): Promise<GeneratedView[]> {
    const { width, height } = pack.manifest.view;
    const plane = (fill: number, channels = 1) =>
      new Uint8Array(new SharedArrayBuffer(width * height * channels)).fill(fill);
    return requests.map(({ room, view, tick, camera }) => ({
      ...{ room, view, tick, camera, imagined: false, milliseconds: 1 },
      ...{ rgb: plane(128, 3), entity: plane(0), confidence: plane(255), coverage: plane(255) },
      inverseDepth: new Uint16Array(new SharedArrayBuffer(2 * width * height)),
    }));
  }
}

beforeAll(async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {});
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  pack = await loadPack(defaultPackFolder);
  worlds = new WorldCache({ pack, bytes: 1e9 });
  server = await startTestApp(
    // One address makes them all.
    { maximumRooms: 100, maximumOpening: many, roomsPerAddress: 0, addressRateScale: 0 },
    {
      pack: { folder: pack.folder, manifest: pack.manifest, seed: (name) => worlds.open(name) },
      model: new GreyModel(),
      createMemory: (manifest, seed) => seed.prepared?.fork() ?? new RoomMemory(manifest),
    },
  );
});

afterAll(async () => {
  await server.app.close();
  await worlds.close();
});

async function create(world: string): Promise<Response> {
  return fetch(new URL('/api/rooms', server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ world }),
  });
}

test('a room in which somebody plays goes on while forty are made at once', async () => {
  const [playing, ...others] = pack.manifest.seeds.map(({ name }) => name);
  const { id } = createdRoomSchema.parse(await (await create(playing)).json());
  const player = await joinRoom(server.url, id, { name: 'Ann' });
  await until('the room plays', () => player.session.state.tick > 10);

  const remembered = vi.spyOn(RoomMemory.prototype, 'remember');
  const { tick } = player.session.state;
  const answers = await Promise.all(Array.from({ length: many }, (_, i) => create(others[i % 3])));
  expect(answers.map(({ status }) => status)).toEqual(Array(many).fill(201));
  // The room's thread prepares no world: it would be busy with each keyframe of each room, and miss nearly all ticks. The
  // soak counts missed ticks on a quiet machine.
  expect(remembered).not.toHaveBeenCalled();
  await until('the room goes on', () => player.session.state.tick > tick);
  remembered.mockRestore();
  await player.session.leave();
  // Worlds are prepared at a low priority, beside the other tests.
}, 240_000);

test('more rooms than may be opened at one time are refused for the moment, and told so', async () => {
  const [, , , , last] = pack.manifest.seeds.map(({ name }) => name);
  // Nobody has asked for this world yet, so that the first ones wait for it.
  const answers = await Promise.all(Array.from({ length: many + 5 }, () => create(last)));
  const refused = answers.filter(({ status }) => status === 503);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(many);
  expect(await refused[0].json()).toMatchObject({
    error: expect.stringMatching(/opening 40 rooms already.*again/),
  });
  expect((await create(last)).status).toBe(201);
});
