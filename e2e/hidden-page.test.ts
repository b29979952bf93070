import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

const healthSchema = z.object({
  rooms: z.array(z.object({ views: z.number(), ticks: z.number(), dueTicks: z.number() })),
});

let testBed: TestBed;
let ann: Visitor;

beforeAll(async () => {
  testBed = await openTestBed();
  const room = await testBed.createRoom();
  ann = await testBed.open(room.playLink, 'Ann');
  await ann.reaches('playing');
});
afterAll(() => testBed?.close());

async function report() {
  const answer = await fetch(new URL('/health', testBed.url));
  const [room] = healthSchema.parse(await answer.json()).rooms;
  return room;
}

/** Dispatches the events of a tab that is hidden or shown, because headless tabs are always visible. */
function turn(hidden: boolean): Promise<void> {
  return ann.page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

test('a page that is opened in a background tab is there when it is looked at', async () => {
  const room = await testBed.createRoom();
  const ben = await testBed.open(room.playLink, 'Ben', {
    recorded: false,
    script: () => Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }),
  });
  await ben.page.getByTestId('play').waitFor();
  await ben.page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await ben.reaches('playing');
  await ben.page.context().close();
});

test('a hidden page is not drawn after a while, and is drawn again when it is visible', async () => {
  await ann.decodes(3);
  await turn(true);
  // More than a second of ticks without a view: nothing is drawn, and no deadline is due.
  await until('nothing is drawn', async () => {
    const before = await report();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const after = await report();
    return (
      after.ticks > before.ticks + 3 && after.views === before.views && after.dueTicks === before.dueTicks
    );
  });
  const { views } = await report();
  await turn(false);
  await until('it is drawn again', async () => (await report()).views > views);
  await ann.decodes(3);
  await ann.reaches('playing');
  expect(testBed.pageErrors).toEqual([]);
  expect(testBed.serverErrors()).toEqual([]);
});
