import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestBed, type TestBed } from '../test-bed.ts';
import { until } from '../until.ts';
import { TritonServer } from './triton-server.ts';

let triton: TritonServer;
let testBed: TestBed;

beforeAll(async () => {
  triton = await TritonServer.start();
  // A deadline for a machine that draws, plays and shows at the same time.
  const generation = ['--generation', `grpc://${triton.address}`, '--generation-deadline', '2000'];
  testBed = await openTestBed(undefined, { options: [...generation, '--least-views-per-second', '3'] });
});
afterAll(async () => {
  await testBed?.close();
  await triton?.close();
});

/** Views and pictures that this Triton has taken since it began. */
async function takenByTriton(): Promise<number> {
  return (await triton.statistics().catch(() => undefined))?.rows ?? 0;
}

test('a page plays pictures of Triton, on while it is killed, and of Triton again', async () => {
  const room = await testBed.createRoom();
  const ann = await testBed.open(room.playLink, 'Ann');
  await ann.reaches('playing');
  await ann.decodes(10);
  /** Views of somebody who stands still are not drawn again; turning changes a view even between walls. */
  const turnsUntilTritonDraws = async () => {
    await ann.page.keyboard.down('ArrowLeft');
    await until('Triton draws', async () => (await takenByTriton()) > 60);
    await ann.page.keyboard.up('ArrowLeft');
  };
  await turnsUntilTritonDraws();

  await triton.kill();
  await ann.decodes(20);
  expect(await ann.page.getAttribute('main', 'data-state')).toBe('playing');

  await triton.resume();
  await turnsUntilTritonDraws();
  await ann.decodes(10);
  expect(testBed.pageErrors).toEqual([]);
  expect(testBed.serverErrors()).toEqual([]);
});
