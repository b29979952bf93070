import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { neutralAction } from '../../shared/action.ts';
import { entityKinds } from '../../shared/entity.ts';
import { type MapNews, mapNewsSchema } from '../../shared/geometry/ground-map.ts';
import { createRoomSchema, publicPackSchema } from '../../shared/messages.ts';
import { testSeed } from '../world/world.fixture.ts';
import { beginningSeed } from './beginning-seed.ts';
import { GroundModel, mapManifest, mapPack } from './endless.fixture.ts';
import { joinRoom, startTestApp, until } from './room.fixture.ts';
import { startSavedApp, TestDisk } from './saving/saved-app.fixture.ts';

const opened: { app: { close(): Promise<void> } }[] = [];
beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {});
});
afterEach(async () => {
  for (const { app } of opened.splice(0)) await app.close();
});

async function start() {
  const model = new GroundModel();
  const server = { ...(await startSavedApp(new TestDisk(), {}, { pack: mapPack, model })), model };
  opened.push(server);
  return server;
}

async function post(url: string, body: unknown) {
  const answer = await fetch(new URL('/api/rooms', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('a beginning', () => {
  test('without edges is refused, and not offered, where the pack makes no ground', async () => {
    const server = await startTestApp();
    opened.push(server);
    const pack = publicPackSchema.parse(await (await fetch(new URL('/api/pack', server.url))).json());
    expect(pack.beginnings).toEqual(['world']);
    for (const begin of ['endless', 'picture', 'nothing']) {
      const { status, body } = await post(server.url, { begin });
      expect([status, body.code, body.field]).toEqual([400, 'beginning-without-map', 'begin']);
    }
    expect((await post(server.url, { begin: 'world' })).status).toBe(201);
  });

  test('is checked with what is asked of the map and of chance', async () => {
    const { url } = await start();
    const pack = publicPackSchema.parse(await (await fetch(new URL('/api/pack', url))).json());
    expect(pack.beginnings).toEqual(['world', 'endless', 'picture', 'nothing']);
    for (const [request, field] of [
      [{ plan: { doors: 1 } }, 'plan'],
      [{ begin: 'nothing', plan: { doors: 1.5 } }, 'plan.doors'],
      [{ begin: 'nothing', plan: { size: 1 } }, 'plan.size'],
      [{ begin: 'nowhere' }, 'begin'],
      [{ roomSeed: -1 }, 'roomSeed'],
      [{ roomSeed: 2 ** 31 }, 'roomSeed'],
      [{ roomSeed: 0.5 }, 'roomSeed'],
    ] as const) {
      const { status, body } = await post(url, request);
      expect([status, body.field], JSON.stringify(request)).toEqual([400, field]);
    }
  });

  test('is needed by games that are played on ground without edges', async () => {
    const { url } = await start();
    for (const request of [{ mode: 'expedition' }, { mode: 'expedition', begin: 'world' }]) {
      const { status, body } = await post(url, request);
      expect([status, body.code, body.field]).toEqual([400, 'mode-without-map', 'mode']);
    }
    expect((await post(url, { mode: 'expedition', begin: 'nothing' })).status).toBe(201);
    const modes = (await (await fetch(new URL('/api/modes', url))).json()) as object[];
    expect(modes).toContainEqual(expect.objectContaining({ name: 'expedition', needsMap: true }));
    expect(modes).toContainEqual(expect.objectContaining({ name: 'tag', needsMap: false }));
  });

  test('with one picture has the one nearest to the first start, and nothing else of the world', async () => {
    const seed = testSeed([{ kind: 'orb', x: 3, y: 0.9, z: 3, yaw: 0, colour: 0, state: 0 }]);
    const keyframe = (id: number, x: number, yaw: number) => ({
      ...{ id, tick: 0, author: '', pose: { x, y: 1.6, z: 10, yaw, pitch: 0 } },
      ...{
        rgb: new Uint8Array(new SharedArrayBuffer(0)),
        inverseDepth: new Uint16Array(new SharedArrayBuffer(0)),
      },
    });
    const whole = { ...seed, keyframes: [keyframe(0, 10, 3), keyframe(1, 9.5, 0.1), keyframe(2, 3, 0)] };
    const given = { manifest: mapManifest, seed: async () => whole };
    const one = await beginningSeed(given, { begin: 'picture', world: 'yard', roomSeed: 1 });
    expect(one.keyframes.map(({ id }) => id)).toEqual([1]);
    expect(one.spawns).toEqual([{ x: 9.5, z: 10, yaw: 0.1 }]);
    expect([one.entities, one.title, one.map]).toEqual([[], seed.title, undefined]);
  });

  test('with nothing depends on the room seed alone', async () => {
    const given = { manifest: mapManifest, seed: () => Promise.reject(new Error('nothing is read')) };
    const made = (roomSeed: number) => beginningSeed(given, { begin: 'nothing', world: 'yard', roomSeed });
    const [one, again, other] = [await made(7), await made(7), await made(8)];
    expect(one).toEqual(again);
    expect(one.sun).not.toBe(other.sun);
    expect([one.keyframes, one.entities, one.spawns.length]).toEqual([[], [], 1]);
    expect(one.controls).toEqual({ timeOfDay: 12 });
  });
});

describe('a room without edges', () => {
  async function enter(begin: 'endless' | 'picture' | 'nothing', more: object = {}) {
    const server = await start();
    const room = await server.app.lobby.create(
      createRoomSchema.parse({ name: 'Far', begin, roomSeed: 5, ...more }),
    );
    const ann = await joinRoom(server.url, room.id, { name: 'Ann' });
    const maps: MapNews[] = [];
    ann.session.onMessage('map', (message) => maps.push(mapNewsSchema.parse(message)));
    const body = () => ann.session.state.players.get(ann.id) ?? { x: 0, z: 0, yaw: 0, score: 0 };
    const of = (kind: string) =>
      [...ann.session.state.entities.values()].filter((entity) => entityKinds[entity.kind] === kind);
    return { ...server, room, ann, maps, body, of };
  }

  test('has its ground around the start before anybody comes, as the room seed and its plan say', async () => {
    const { model, of, ann, body } = await enter('nothing', { plan: { doors: 0.75 } });
    expect(ann.session.state.world).toBe('Out of nothing');
    const before = model.filled.filter(({ tile }) => Math.hypot(tile.x - 1, tile.z - 1) < 2);
    expect(before.length).toBeGreaterThan(8);
    expect(new Set(model.filled.map(({ roomSeed }) => roomSeed))).toEqual(new Set([5]));
    expect(model.filled[0].asked).toEqual([-1, -1, -1, 0.75]);
    await until('doors and orbs', () => of('door').length > 3 && of('orb').length > 3);
    expect([body().x, body().z]).toEqual([12.5, 12.5]);
  });

  test('shows players the map of generated ground', async () => {
    const { ann, maps } = await enter('nothing');
    ann.session.send('map', { wanted: true });
    await until('the map', () => maps.flatMap(({ tiles }) => tiles).length > 20);
  });

  test('has doors that open, and orbs that score and come back where they were', async () => {
    const { ann, body, of } = await enter('nothing');
    let sequence = 0;
    const act = (action: Partial<typeof neutralAction>) =>
      ann.session.send('input', { sequence: ++sequence, action: { ...neutralAction, ...action } });
    await until('doors and orbs', () => of('door').length > 3 && of('orb').length > 3);
    /** Turns to a place and walks there, until something holds. */
    const goTo = async (place: { x: number; z: number }, holds: () => boolean) =>
      until(`at ${place.x} ${place.z}`, () => {
        const { x, z, yaw } = body();
        const away = Math.atan2(place.x - x, place.z - z) - yaw;
        const turn = Math.atan2(Math.sin(away), Math.cos(away));
        act({ turn: Math.max(-1, Math.min(1, 3 * turn)), move: Math.abs(turn) < 0.3 ? 1 : 0 });
        return holds();
      });
    const nearest = (kind: string) =>
      of(kind).sort(
        (a, b) => Math.hypot(a.x - body().x, a.z - body().z) - Math.hypot(b.x - body().x, b.z - body().z),
      )[0];
    const orb = nearest('orb');
    const place = { x: orb.x, z: orb.z };
    const isThere = () => of('orb').some(({ x, z }) => x === place.x && z === place.z);
    await goTo(place, () => !isThere());
    expect(body().score).toBe(1);
    const door = nearest('door');
    const before = { x: door.x, z: door.z };
    await goTo(before, () => Math.hypot(before.x - body().x, before.z - body().z) < 1.6);
    act({ use: true });
    await until('an open door', () => of('door').some(({ state }) => state === 1));
    await until('the orb is back', isThere);
  });

  test('goes on beyond a world seed, whose things stay', async () => {
    const { model, ann } = await enter('endless');
    expect(ann.session.state.world).toBe('A yard');
    await until('ground', () => model.filled.length > 40);
  });
});
