import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '../server/streaming/testing/free-port.ts';
import { EdgeServer, mediaPortOf } from './edge-server.ts';
import { psnr } from './pixels.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Decibels; both pages decode the same stream, so their pixels are equal. */
const same = 50;
const secret = 'a secret of origin and edges';

describe('a spectator at an edge', () => {
  let testBed: TestBed;
  let ann: Visitor;
  let ben: Visitor;
  let sue: Visitor;
  const edges: EdgeServer[] = [];

  beforeAll(async () => {
    testBed = await openTestBed(undefined, {
      options: ['--maximum-edges', '2'],
      environment: { WORLDROOM_SECRET: secret },
    });
    edges.push(await EdgeServer.start(testBed.url, secret, await freePorts()));
    await until('the edge takes viewers', () =>
      testBed.serverLog.some((line) => line.includes('an edge takes viewers')),
    );
    const room = await testBed.createRoom();
    ann = await testBed.open(room.playLink, 'Ann');
    await ann.reaches('playing');
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    sue = await testBed.open(room.watchLink, 'Sue');
    await sue.reaches('playing');
  });

  afterAll(async () => {
    for (const edge of edges) await edge.end('SIGKILL');
    await testBed?.close();
  });

  const comesFrom = (who: Visitor, port: number) =>
    until(`${who.name} gets media from port ${port}`, async () => (await mediaPortOf(who)) === port);

  test('gets its media from the edge, players from the origin, and all see the same frames', async () => {
    await comesFrom(sue, edges[0].port);
    for (const player of [ann, ben]) expect(await mediaPortOf(player)).not.toBe(edges[0].port);
    const { view } = (await sue.frame()).mark;
    const player = view === (await ann.id()) ? ann : ben;
    const tick = await until('both show a tick', async () => {
      const watched = await sue.ticks();
      return (await player.ticks()).findLast((shown) => watched.includes(shown));
    });
    const [played, watched] = [await player.frameOf(tick), await sue.frameOf(tick)];
    expect(psnr(played.picture, watched.picture)).toBeGreaterThan(same);
  });

  test('switches to a view that the edge does not have yet', async () => {
    const { view } = (await sue.frame()).mark;
    const other = view === (await ann.id()) ? await ben.id() : await ann.id();
    const began = performance.now();
    await sue.page.locator(`[data-testid="view-choice"][data-session-id="${other}"]`).click();
    await until('Sue watches the other', async () => (await sue.frame()).mark.view === other);
    console.info(`the first picture of another view came after ${since(began)} s`);
    await comesFrom(sue, edges[0].port);
  });

  test('is shown the origin’s pictures once its edge is killed, and keeps its place in the room', async () => {
    const id = await sue.id();
    const { tick } = await ann.state();
    const began = performance.now();
    await edges[0].end('SIGKILL');
    await until('pictures from elsewhere', async () => {
      const port = await mediaPortOf(sue);
      return port !== undefined && port !== edges[0].port;
    });
    await sue.frame(Math.max(tick, (await sue.state()).tick));
    console.info(`pictures came from the origin ${since(began)} s after the edge was killed`);
    expect(await sue.id()).toBe(id);
  });

  test('comes to another edge when its own is told to end', async () => {
    for (let i = 1; i <= 2; i++) {
      edges[i] = await EdgeServer.start(testBed.url, secret, await freePorts());
    }
    await until('both take viewers', () => {
      const ready = testBed.serverLog.filter((line) => line.includes('an edge takes viewers'));
      return ready.length === 3;
    });
    const room = await testBed.createRoom();
    const player = await testBed.open(room.playLink, 'Cem');
    await player.reaches('playing');
    const eve = await testBed.open(room.watchLink, 'Eve');
    await eve.reaches('playing');
    const port = await until('Eve gets media', () => mediaPortOf(eve));
    const [own, other] = edges[1].port === port ? [edges[1], edges[2]] : [edges[2], edges[1]];
    expect(own.port).toBe(port);
    const began = performance.now();
    await own.end('SIGTERM');
    await comesFrom(eve, other.port);
    await eve.frame();
    console.info(`pictures came from another edge ${since(began)} s after the first was told to end`);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});

function since(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(2);
}
