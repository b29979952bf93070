import { expect, test } from 'vitest';
import { type MapNews, mapNewsSchema, mostTiles, unpackCells } from '../../../shared/geometry/ground-map.ts';
import { originKinds } from '../../../shared/origin-map.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import { gridOf, TestMemory, testManifest } from '../../world/world.fixture.ts';
import type { Member } from '../members/roster.ts';
import { until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';
import { MapRequests } from './map-requests.ts';

/** A wall and floor in one tile, of which more is learnt whenever `learnt` grows. */
const known = { learnt: 1 };
const ground: KnownGrid = {
  ...gridOf('#####', '.....'),
  cell: (_x, z) => (z === 0 ? 'solid' : z <= known.learnt ? 'floor' : 'unknown'),
  origin: (_x, z) => (z === 0 ? 'remembered' : z <= known.learnt ? 'dreamt' : 'none'),
  *parts() {
    yield { x: 0, z: 0, edition: known.learnt };
  },
};
const { server, join: joinServed } = serveRooms(
  { maximumRooms: 10 },
  { createMemory: () => new TestMemory(ground) },
);

async function join(room: string, role: 'player' | 'spectator') {
  const joined = await joinServed(room, { role });
  const maps: MapNews[] = [];
  joined.session.onMessage('map', (message) => maps.push(mapNewsSchema.parse(message)));
  return { ...joined, maps };
}

test('goes to players and spectators who want it, and again only with what changed', async () => {
  const room = (await server().app.lobby.create({ name: 'A room', seats: 4, access: 'public' })).id;
  const ann = await join(room, 'player');
  const sue = await join(room, 'spectator');
  const ben = await join(room, 'player');
  for (const { session } of [ann, sue]) session.send('map', { wanted: true });
  for (const { maps } of [ann, sue]) {
    await until('the map', () => maps.length === 1);
    expect(maps[0].tiles).toHaveLength(1);
    const cells = unpackCells(maps[0].tiles[0].cells);
    // Two cells a metre of this grid: a row of walls, then floor.
    expect([cells[0], cells[15], cells[16], cells[16 * 15]]).toEqual([2, 2, 1, 0]);
  }
  ann.session.send('map', { wanted: false });
  const { tick } = sue.session.state;
  await until('seconds', () => sue.session.state.tick > tick + 2 * testManifest.view.rate);
  expect(sue.maps).toHaveLength(1);
  known.learnt = 2;
  await until('what changed', () => sue.maps.length === 2);
  expect(ann.maps).toHaveLength(1);
  expect(ben.maps).toEqual([]);
  expect(sue.maps[1].tiles[0].origins).toBeUndefined();
  sue.session.send('map', { wanted: true, origins: true });
  await until('the map with origins', () => sue.maps.length === 3);
  const origins = unpackCells(sue.maps[2].tiles[0].origins ?? '', originKinds);
  expect([origins[0], origins[16], origins[32], origins[16 * 15]]).toEqual([1, 2, 2, 0]);
  expect(sue.maps[2].tiles[0].cells).toBe(sue.maps[1].tiles[0].cells);
  sue.session.send('map', { wanted: 'yes' });
  await until('Sue is told', () => sue.heard.notices.length > 0);
  expect(sue.heard.notices[0]).toMatch(/map.wanted/);
});

test('a large map comes in parts, whoever begins later', () => {
  const sent: MapNews[][] = [[], []];
  const members = sent.map(
    (list) =>
      ({
        connected: true,
        line: { send: (_: string, news: MapNews) => list.push(news) },
      }) as unknown as Member,
  );
  const state = { tick: 0 };
  const wide: KnownGrid = {
    cellSize: 0.5,
    solidAt: () => true,
    cell: () => 'solid',
    *parts() {
      for (let x = 0; x < mostTiles + 5; x++) yield { x, z: -1, edition: 1 };
    },
  };
  const desk = new MapRequests({ ground: wide, manifest: testManifest, state } as never, members);
  const second = () => {
    for (let i = 0; i < testManifest.view.rate; i++) {
      state.tick++;
      desk.advanced();
    }
  };
  desk.perform(members[0], { wanted: true });
  second();
  desk.perform(members[1], { wanted: true });
  second();
  second();
  for (const list of sent) {
    expect(list.map(({ tiles }) => tiles.length)).toEqual([mostTiles, 5]);
    expect(new Set(list.flatMap(({ tiles }) => tiles.map(({ x }) => x))).size).toBe(mostTiles + 5);
  }
});
