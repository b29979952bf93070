import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { uncheckedWorlds, worldSummarySchema } from '../shared/messages.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';

let testBed: TestBed;

beforeAll(async () => {
  testBed = await openTestBed();
});
afterAll(() => testBed?.close());

test('the lobby adds the worlds that its server checks later, in their order, and keeps what was chosen', async () => {
  const { page } = await testBed.open('/', 'Ann');
  const all = testBed.manifest.seeds.map(({ name }) => name);
  const early = [all[1], all[3]];
  // The page asks until it is closed, which is after the test's end.
  onTestFinished(() => page.unrouteAll({ behavior: 'ignoreErrors' }));
  let isEarly = true;
  await page.route('**/api/worlds', async (route) => {
    const response = await route.fetch();
    if (!isEarly) return route.fulfill({ response });
    const worlds = worldSummarySchema.array().parse(await response.json());
    await route.fulfill({
      json: worlds.filter(({ name }) => early.includes(name)),
      headers: { [uncheckedWorlds]: String(all.length - early.length) },
    });
  });
  // Until then, the list that the page gets would not have to hold these two.
  await until('the server has checked its worlds', async () => {
    const { headers } = await fetch(new URL('/api/worlds', testBed.url));
    return headers.get(uncheckedWorlds) === '0';
  });
  await page.reload();
  const choices = page.getByTestId('room-world').locator('input');
  const listed = () => choices.evaluateAll((inputs) => inputs.map((input) => input.getAttribute('value')));
  await until('the first worlds are shown', async () => (await choices.count()) === 2);
  expect(await listed()).toEqual(early);
  expect(await choices.first().isChecked()).toBe(true);
  await choices.nth(1).check({ force: true });
  isEarly = false;
  await until('all worlds are shown', async () => (await choices.count()) === all.length);
  expect(await listed()).toEqual(all);
  expect(await choices.nth(3).isChecked()).toBe(true);
  expect(testBed.pageErrors).toEqual([]);
});
