import { expect, test } from 'vitest';
import { z } from 'zod';
import { createRoomSchema } from '../../shared/messages.ts';
import type { Manifest } from '../../shared/pack.ts';
import { Governor } from '../governor/governor.ts';
import { createLog } from '../log.ts';
import { TestModel, testManifest, testSeed } from '../world/world.fixture.ts';
import { until } from './room.fixture.ts';
import { serveRooms } from './room-server.fixture.ts';

const { width, height } = testManifest.view;
const large = { width: 2 * width, height: 2 * height };
const manifest: Manifest = { ...testManifest, view: { ...testManifest.view, sizes: [large] } };
const model = new TestModel();
const governor = new Governor({ manifest, workers: () => 2, log: createLog({ level: 'silent' }) });
const pack = { folder: 'models/arena', manifest, seed: async () => testSeed() };
const { server, join } = serveRooms({ idleRoomSeconds: 1 }, { pack, model, governor });

test('a view is drawn larger when the machine has time for it, and /health says so', async () => {
  const room = (await server().app.lobby.create(createRoomSchema.parse({ seats: 4 }))).id;
  const { session, heard, id } = await join(room);
  session.send('media', { id: 1, method: 'consume', view: id, rtpCapabilities: {} });
  await until('a frame that says why it is smaller', () =>
    heard.frames.some(({ view, limited }) => view === id && limited === 'machine'),
  );
  await until('larger pictures', () => model.requests.at(-1)?.[0]?.size?.width === large.width);
  expect(model.requests[0][0].size).toBeUndefined();
  const health = healthSchema.parse(await (await fetch(new URL('/health', server().url))).json());
  expect(health.governor.rungs).toEqual([{ ...large, keyframes: manifest.memory.slots - 1, views: 1 }]);
  await until('a frame that nothing limits', () => heard.frames.at(-1)?.limited === undefined);
});

test('a room that has ended has no views', async () => {
  await until('no views', () => governor.report().rungs.length === 0);
});

const healthSchema = z.object({ governor: z.object({ rungs: z.unknown() }) });
