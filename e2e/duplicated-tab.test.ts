import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import { Visitor } from './visitor.ts';

describe('a duplicated tab', () => {
  let testBed: TestBed;
  let playLink: string;
  let ben: Visitor;
  let ann: Visitor;
  let copy: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed();
    ({ playLink } = await testBed.createRoom());
    ben = await testBed.open(playLink, 'Ben');
    await ben.reaches('playing');
    ann = await testBed.open(playLink, 'Ann');
    await ann.reaches('playing');
  });

  afterAll(() => testBed?.close());

  const bodies = async () => Object.keys((await ben.state()).players).length;
  const heading = (visitor: Visitor) => visitor.page.getByTestId('status').getByRole('heading').textContent();

  async function expectSeat(holder: Visitor, other: Visitor, id: string): Promise<void> {
    await holder.reaches('playing');
    expect(await holder.id()).toBe(id);
    await other.reaches('elsewhere');
    expect(await heading(other)).toBe('Continued in another tab');
    // Neither page reconnects by itself.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(await bodies()).toBe(2);
    expect(await other.page.locator('main').getAttribute('data-state')).toBe('elsewhere');
    await holder.decodes(3);
  }

  test('takes over the seat, and the first page says so', async () => {
    const id = await ann.id();
    // A page that another one opens gets a copy of its session storage, as a duplicated tab does.
    const opened = ann.page.context().waitForEvent('page');
    await ann.page.evaluate(() => void window.open(location.href));
    copy = new Visitor(await opened, 'The copy');
    await expectSeat(copy, ann, id);
  });

  test('gives the seat back to the first page on request, and takes it again', async () => {
    const id = await copy.id();
    await ann.page.getByTestId('play-here').click();
    await expectSeat(ann, copy, id);
    await copy.page.getByTestId('play-here').click();
    await expectSeat(copy, ann, id);
  });

  test('does not give a reloaded page a second body', async () => {
    const id = await copy.id();
    await ann.page.reload();
    await expectSeat(ann, copy, id);
  });

  test('can be taken over after the other page was closed', async () => {
    const id = await ann.id();
    await ann.page.close();
    await copy.page.getByTestId('play-here').click();
    await copy.reaches('playing');
    expect(await copy.id()).toBe(id);
    expect(await bodies()).toBe(2);
  });

  test('differs from a second page with the same link, which is another player', async () => {
    const page = await copy.page.context().newPage();
    await page.goto(new URL(playLink, testBed.url).href);
    const second = new Visitor(page, 'Ann again');
    await second.reaches('playing');
    expect(await second.id()).not.toBe(await copy.id());
    await until('there are three', async () => (await bodies()) === 3);
    expect(await copy.page.locator('main').getAttribute('data-state')).toBe('playing');
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
