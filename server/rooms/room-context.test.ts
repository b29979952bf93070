import { expect, test } from 'vitest';
import { createRoomSchema } from '../../shared/messages.ts';
import { relitManifest, TestMemory, testSeed } from '../world/world.fixture.ts';
import { until } from './room.fixture.ts';
import { serveRooms } from './room-server.fixture.ts';

const memories: TestMemory[] = [];
const createMemory = () => {
  const memory = new TestMemory();
  memories.push(memory);
  return memory;
};
const { relight } = relitManifest;
const prompt = { file: 'nowhere.json', sha256: '0'.repeat(64) };
const manifest = { ...relitManifest, relight: relight && { ...relight, prompt } };
const pack = { folder: 'models/arena', manifest, seed: async () => testSeed() };
const { server } = serveRooms({ maximumRooms: 10 }, { pack, createMemory });

test('a room whose parts cannot be opened is not there, and gives its memory back', async () => {
  await expect(server().app.lobby.create(createRoomSchema.parse({}))).rejects.toThrow();
  await until('its memory is given back', () => memories.length === 1 && memories[0].closed);
  expect(await server().app.lobby.list()).toEqual([]);
});
