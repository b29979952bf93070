import { expect, test } from 'vitest';
import { z } from 'zod';
import { createRoomSchema } from '../../shared/messages.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { GeneratedView, ViewRequest } from '../contracts/view.ts';
import { Governor } from '../governor/governor.ts';
import { createLog } from '../log.ts';
import { TestModel, testManifest, testSeed } from '../world/world.fixture.ts';
import { until } from './room.fixture.ts';
import { serveRooms } from './room-server.fixture.ts';

const { width, height } = testManifest.view;
const large = { width: 2 * width, height: 2 * height };
const manifest: Manifest = { ...testManifest, view: { ...testManifest.view, sizes: [large] } };
/** Reports as many milliseconds of a worker for each view as the test sets. */
class MeasuredModel extends TestModel {
  milliseconds = 0;
  override async generate(requests: readonly ViewRequest[]): Promise<GeneratedView[]> {
    return (await super.generate(requests)).map((view) => ({ ...view, milliseconds: this.milliseconds }));
  }
}
const model = new MeasuredModel();
const governor = new Governor({ manifest, workers: () => 2, log: createLog({ level: 'silent' }) });
const pack = { folder: 'models/arena', manifest, seed: async () => testSeed() };
const { server, join } = serveRooms({ idleRoomSeconds: 1 }, { pack, model, governor });

test('a view is drawn larger when the machine has time for it; frames say why it is not, and /health what is drawn', async () => {
  const room = (await server().app.lobby.create(createRoomSchema.parse({ seats: 4 }))).id;
  model.milliseconds = 100;
  const { session, heard, id } = await join(room);
  session.send('media', { id: 1, method: 'consume', view: id, rtpCapabilities: {} });
  await until('a frame that says why it is smaller', () =>
    heard.frames.some(({ view, limited }) => view === id && limited === 'load'),
  );
  expect(model.requests.every(([request]) => request?.size === undefined)).toBe(true);
  model.milliseconds = 1;
  await until('larger pictures', () => model.requests.at(-1)?.[0]?.size?.width === large.width);
  const health = healthSchema.parse(await (await fetch(new URL('/health', server().url))).json());
  expect(health.governor.rungs).toEqual([{ ...large, keyframes: manifest.memory.slots - 1, views: 1 }]);
  await until('a frame that nothing limits', () => heard.frames.at(-1)?.limited === undefined);
});

test('a view that its page shows with few pixels is drawn no larger than that, and nothing else limits it', async () => {
  const room = (await server().app.lobby.create(createRoomSchema.parse({ seats: 4 }))).id;
  const ann = await join(room);
  const bob = await join(room);
  for (const [index, { session, id }] of [ann, bob].entries()) {
    session.send('media', { id: index, method: 'consume', view: id, rtpCapabilities: {} });
  }
  const widthOf = (id: string) =>
    model.requests
      .at(-1)
      ?.filter((request) => request.view === id)
      .map(({ size }) => size?.width ?? width)[0];
  await until('both are larger', () => widthOf(ann.id) === large.width && widthOf(bob.id) === large.width);
  bob.session.send('shown', { width: width + 4, height: height + 3 });
  await until('Bob, who sees less, is drawn smaller', () => widthOf(bob.id) === width);
  const { tick } = bob.session.state;
  await until('ticks pass', () => bob.session.state.tick > tick + 10);
  expect([widthOf(ann.id), widthOf(bob.id)]).toEqual([large.width, width]);
  expect(bob.heard.frames.at(-1)?.limited).toBeUndefined();
  bob.session.send('shown', { width: 4 * width, height: 4 * height });
  await until('Bob is drawn larger again', () => widthOf(bob.id) === large.width);
  for (const { session } of [ann, bob]) await session.leave();
});

test('a room that has ended has no views', async () => {
  await until('no views', () => governor.report().rungs.length === 0);
});

const healthSchema = z.object({ governor: z.object({ rungs: z.unknown() }) });
