import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../server/streaming/testing/free-port.ts';
import { LossyRelay } from './lossy-relay.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import { useRelay } from './use-relay.ts';
import type { Visitor } from './visitor.ts';

let testBed: TestBed;
let relay: LossyRelay;
let ann: Visitor;
let sue: Visitor;
let eve: Visitor;

beforeAll(async () => {
  const port = await freePorts();
  testBed = await openTestBed(undefined, { options: ['--media-port', String(port)] });
  relay = await LossyRelay.to(port);
  const room = await testBed.createRoom();
  ann = await testBed.open(room.playLink, 'Ann');
  await ann.reaches('playing');
  eve = await testBed.open(room.watchLink, 'Eve');
  await eve.reaches('playing');
  sue = await testBed.open(`${room.watchLink}&relay=${relay.port}`, 'Sue', { script: useRelay });
  await sue.reaches('playing');
});

afterAll(async () => {
  await testBed?.close();
  relay?.close();
});

/** Frames that each has decoded within some seconds. */
async function decodedWithin(seconds: number, who: readonly Visitor[]): Promise<number[]> {
  const before = await Promise.all(who.map((visitor) => visitor.framesDecoded()));
  await sleep(1000 * seconds);
  const after = await Promise.all(who.map((visitor) => visitor.framesDecoded()));
  return after.map((count, i) => count - before[i]);
}

const said = (text: string) => testBed.serverLog.some((line) => line.includes(text));

test('a spectator whose line is weak gets every second frame, and nobody else does', async () => {
  relay.loss = 0.35;
  await until('the server has noticed', () => said('it gets every second frame'));
  // What is lost now is sent again, but the line is not good yet.
  relay.loss = 0.1;
  await sleep(2_000);
  const [half, all, played] = await decodedWithin(8, [sue, eve, ann]);
  console.info(
    `within 8 s: ${half} frames over the weak line, ${all} for another spectator, ${played} for the player`,
  );
  expect(half / all).toBeGreaterThan(0.35);
  expect(half / all).toBeLessThan(0.65);
  expect(all / played).toBeGreaterThan(0.9);
});

test('its frames all come back after the line has been good for a while', async () => {
  relay.loss = 0;
  await until('the server has noticed', () => said('it gets every frame'));
  const [own, other] = await decodedWithin(5, [sue, eve]);
  expect(own / other).toBeGreaterThan(0.85);
});

test('no page or server reported an error', () => {
  expect(testBed.pageErrors).toEqual([]);
  expect(testBed.serverErrors()).toEqual([]);
});
