import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

describe('a page that is out of its room returns by itself', () => {
  let testBed: TestBed;

  beforeAll(async () => {
    testBed = await openTestBed(undefined, { options: ['--maximum-spectators', '0'] });
  });

  afterAll(() => testBed?.close());

  const card = (visitor: Visitor) => visitor.page.getByTestId('status');
  const says = (visitor: Visitor, heading: string) =>
    until(`${visitor.name} reads "${heading}"`, async () => {
      return (
        (await card(visitor)
          .getByRole('heading')
          .textContent({ timeout: 1_000 })
          .catch(() => '')) === heading
      );
    });

  test('to a full room when a seat is free', async () => {
    const { playLink } = await testBed.createRoom({ seats: 1 });
    const ann = await testBed.open(playLink, 'Ann');
    await ann.reaches('playing');
    const ben = await testBed.open(playLink, 'Ben');
    await ben.reaches('full');
    expect(await card(ben).textContent()).toMatch(/tries again by itself/);
    await ann.page.getByTestId('leave').click();
    await ben.reaches('playing');
    await ann.page.context().close();
    await ben.page.context().close();
  });

  test('to a server that was killed and restarted: it names both, and never that the last player left', async () => {
    const { playLink } = await testBed.createRoom();
    const ann = await testBed.open(playLink, 'Ann');
    await ann.reaches('playing');
    await testBed.server.kill();
    await says(ann, 'The server does not answer');
    expect(await ann.page.locator('main').getAttribute('data-state')).toBe('gone');
    expect(await card(ann).textContent()).toMatch(/tries again by itself/);
    // It keeps retrying.
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await says(ann, 'The server does not answer');

    await testBed.server.restart();
    await says(ann, 'The server was restarted');
    expect(await card(ann).textContent()).not.toMatch(/last player/);
    // A reloaded page says the same.
    await ann.page.reload();
    await says(ann, 'The server was restarted');
    await ann.page.getByTestId('to-lobby').click();
    await ann.page.getByTestId('lobby').waitFor();
    await ann.page.context().close();
  });

  test('after it was opened while the server was away', async () => {
    const { playLink } = await testBed.createRoom();
    const ann = await testBed.open(playLink, 'Ann');
    await ann.page.route('**/matchmake/**', (route) => route.fulfill({ status: 502, body: 'Bad gateway' }));
    await ann.page.reload();
    await says(ann, 'The server does not answer');
    await ann.page.unroute('**/matchmake/**');
    await ann.reaches('playing');
  });
});
