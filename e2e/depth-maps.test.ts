import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

let testBed: TestBed;
let ann: Visitor;

beforeAll(async () => {
  testBed = await openTestBed();
  ann = await testBed.open((await testBed.createRoom()).playLink, 'Ann');
  await ann.reaches('playing');
});
afterAll(() => testBed?.close());

const report = () => ann.page.evaluate(() => window.worldroom?.look());

test('a page whose browser draws on a CPU asks for no depth maps', async () => {
  const first = await until('the page turns the picture', async () => {
    const found = await report();
    return found?.compensated ? found.tick : undefined;
  });
  await until('more frames', async () => ((await report())?.tick ?? 0) > first + 12);
  expect(await report()).toMatchObject({ walks: false, maps: { maps: 0 } });
});

test('who switches walking on is given the depth map of each frame, and no more of them after switching it off', async () => {
  const toggle = () =>
    ann.page.evaluate(() => document.querySelector<HTMLElement>('[data-testid="toggle-walking"]')?.click());
  await toggle();
  await until('depth maps come', async () => ((await report())?.maps?.maps ?? 0) > 10);
  await until('walking is drawn at once', async () => (await report())?.walks === true);
  await toggle();
  await until('walking is not drawn', async () => (await report())?.walks === false);
  expect(testBed.pageErrors).toEqual([]);
});
