import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import type { Visitor } from './visitor.ts';

describe('a page that cannot join gives the reason and a way on for', () => {
  let testBed: TestBed;

  beforeAll(async () => {
    testBed = await openTestBed();
  });

  afterAll(() => testBed?.close());

  async function heading(visitor: Visitor): Promise<string | null> {
    return visitor.page.getByTestId('status').getByRole('heading').textContent();
  }

  test('an unknown room', async () => {
    for (const path of ['/play/nowhere', '/watch/nowhere']) {
      const guest = await testBed.open(path, 'Guest');
      await guest.reaches('gone');
      expect(await heading(guest)).toBe('This room has closed');
      await guest.page.getByTestId('to-lobby').click();
      await guest.page.getByTestId('lobby').waitFor();
      await guest.page.close();
    }
  });

  test('a full room, which can be watched until a seat is free', async () => {
    const room = await testBed.createRoom({ seats: 1 });
    const ann = await testBed.open(room.playLink, 'Ann');
    await ann.reaches('playing');
    const ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    expect((await ben.frame()).mark.view).toBe(await ann.id());
    expect(await ben.page.getByTestId('seat-place').textContent()).toBe(
      'Every seat is taken. Your place in line: 1',
    );
    await ann.page.getByTestId('leave').click();
    await ben.page.getByTestId('seat-place').waitFor({ state: 'hidden' });
    const own = await ben.id();
    await ben.page.waitForFunction((id) => window.worldroom?.view === id, own);
    await ben.reaches('playing');
  });

  test('a forged invite', async () => {
    const room = await testBed.createRoom();
    const token = new URL(room.playLink, testBed.url).searchParams.get('token') ?? '';
    const [header, claims, signature] = token.split('.');
    const forged = [header, claims, signature.split('').reverse().join('')].join('.');
    const guest = await testBed.open(`/play/${room.id}?token=${forged}`, 'Guest');
    await guest.reaches('denied');
    expect(await heading(guest)).toBe('This link does not open the room');
    await guest.page.getByTestId('to-lobby').click();
    await guest.page.getByTestId('lobby').waitFor();
  });

  test('an invite to watch, used to play', async () => {
    const room = await testBed.createRoom();
    const token = new URL(room.watchLink, testBed.url).searchParams.get('token') ?? '';
    const guest = await testBed.open(`/play/${room.id}?token=${token}`, 'Guest');
    await guest.reaches('denied');
    await guest.page.getByTestId('watch-instead').click();
    await guest.page.getByTestId('watch').waitFor();
    await guest.reaches('waiting');
  });

  test('an address without a page', async () => {
    const guest = await testBed.open('/nothing/here', 'Guest');
    await guest.page.getByTestId('not-found').waitFor();
    expect(await heading(guest)).toBe('There is nothing here');
    await guest.page.getByTestId('to-lobby').click();
    await guest.page.getByTestId('lobby').waitFor();
  });

  test('no page or server reported an unexpected error', () => {
    // Browsers log answers with an error status.
    expect(testBed.pageErrors.filter((error) => !/status of 4\d\d/.test(error))).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
