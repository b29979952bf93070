import { afterEach, expect, test, vi } from 'vitest';
import { planKind, unknownKind } from '../../../shared/plan.ts';
import { type PreviewRequest, previewSchema } from '../../../shared/preview.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import type { PlanTile } from '../../map-generation/tile.ts';
import type { TileRequest } from '../../map-generation/tile-filler.ts';
import { GroundModel, mapPack } from '../../rooms/endless.fixture.ts';
import { startTestApp } from '../../rooms/room.fixture.ts';
import { TestMemory } from '../../world/world.fixture.ts';

const opened: { app: { close(): Promise<void> } }[] = [];
afterEach(async () => {
  for (const { app } of opened.splice(0)) await app.close();
});

async function start(changes: Parameters<typeof startTestApp>[0] = {}) {
  const model = new GroundModel();
  const memories: TestMemory[] = [];
  const createMemory = () => {
    const memory = new TestMemory(unseen);
    memories.push(memory);
    return memory;
  };
  const server = await startTestApp(changes, { pack: mapPack, model, createMemory });
  opened.push(server);
  const ask = (body: PreviewRequest | object) =>
    fetch(new URL('/api/previews', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const preview = async (body: PreviewRequest) => previewSchema.parse(await (await ask(body)).json());
  return { ...server, model, memories, ask, preview };
}

/** Memory knows of nothing. */
const unseen: KnownGrid = { cellSize: 0.5, solidAt: () => false, cell: () => 'unknown', *parts() {} };

const nothing = { begin: 'nothing', roomSeed: 5 } as const;

test('a preview has the map around the start and a picture of the first look', async () => {
  const { url, preview, memories } = await start();
  const { size, kinds, materials, colours, start: place, picture, read } = await preview(nothing);
  const cells = Buffer.from(kinds, 'base64');
  expect([size, cells.length, Buffer.from(materials, 'base64').length]).toEqual([48, 48 * 48, 48 * 48]);
  expect(Math.abs(place.x - 24)).toBeLessThanOrEqual(1);
  expect(Math.abs(place.z - 24)).toBeLessThanOrEqual(1);
  const known = cells.filter((kind) => kind !== unknownKind);
  expect(known.length).toBeGreaterThan(0.5 * size * size);
  expect(known.some((kind) => kind === planKind.high)).toBe(true);
  expect(cells[Math.floor(place.z) * size + Math.floor(place.x)]).toBe(planKind.start);
  expect(colours).toHaveLength(5);
  expect(read).toBeUndefined();
  const answer = await fetch(new URL(picture, url));
  expect(answer.headers.get('content-type')).toBe('image/webp');
  expect(Buffer.from(await answer.arrayBuffer()).toString('latin1', 8, 12)).toBe('WEBP');
  expect(memories.map(({ closed }) => closed)).toEqual([true]);
});

test('is made once for the same room, and shows what the room gets', async () => {
  const { preview, model, app } = await start();
  const [one, again] = await Promise.all([preview(nothing), preview(nothing)]);
  expect(again).toEqual(one);
  const filled = model.filled.length;
  await preview({ ...nothing, plan: {} });
  expect(model.filled.length).toBe(filled);
  await preview({ ...nothing, plan: { doors: 1 } });
  expect(model.filled.length).toBeGreaterThan(filled);
  const before = new Set(model.filled.slice(0, filled).map((request) => JSON.stringify(request)));
  const rest = model.filled.length;
  await app.lobby.create({ name: 'Far', seats: 4, access: 'public', ...nothing });
  const room = model.filled.slice(rest).map((request) => JSON.stringify(request));
  expect(room.length).toBeGreaterThan(20);
  expect(room.every((request) => before.has(request))).toBe(true);
});

test('wrong requests are refused by name, and a picture that is not kept is not found', async () => {
  const { ask, url } = await start();
  for (const [body, status, field] of [
    [{ ...nothing, begin: 'world' }, 400, 'begin'],
    [{ begin: 'nothing' }, 400, 'roomSeed'],
    [{ ...nothing, world: 'elsewhere' }, 400, 'world'],
    [{ ...nothing, plan: { doors: -1 } }, 400, 'plan.doors'],
    [{ ...nothing, sentence: 'a maze of hedges' }, 400, 'sentence'],
  ] as const) {
    const answer = await ask(body);
    const { field: named } = (await answer.json()) as { field?: string };
    expect([answer.status, named], JSON.stringify(body)).toEqual([status, field]);
  }
  expect((await fetch(new URL('/api/previews/abc/picture', url))).status).toBe(404);
});

test('few wait for others, and an address asks only so often', async () => {
  const { ask, model } = await start({ addressRateScale: 0 });
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const fill = model.fillTile.bind(model);
  vi.spyOn(model, 'fillTile').mockImplementation(async (request: TileRequest): Promise<PlanTile> => {
    await gate;
    return fill(request);
  });
  const answers = [1, 2, 3, 4, 5, 6].map((roomSeed) => ask({ ...nothing, roomSeed }));
  const busy = await Promise.race(answers);
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '5']);
  open();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(4);

  const limited = await start();
  const many = await Promise.all(Array.from({ length: 22 }, () => limited.ask({ begin: 'nothing' })));
  expect(many.map(({ status }) => status).filter((status) => status === 429).length).toBeGreaterThan(0);
});
