import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';

let testBed: TestBed;
beforeAll(async () => {
  testBed = await openTestBed();
});
afterAll(() => testBed?.close());

test('a lobby without rooms has bots to watch, and shows their room to others', async () => {
  const ann = await testBed.open('/', 'Ann');
  await ann.page.getByTestId('watch-bots').click();
  await ann.reaches('playing');
  expect(new URL(ann.page.url()).pathname).toMatch(/^\/watch\//);
  await ann.page.getByTestId('toggle-people').click();
  const people = () => ann.page.getByTestId('player-list').textContent();
  await until('four bots', async () => (await people())?.includes('Dirac (bot)'));
  const board = () => ann.page.getByTestId('match-stage').textContent();
  await until('their round', async () => (await board())?.includes('Round 1'));
  const ben = await testBed.open('/', 'Ben');
  await until('the room is listed', () => ben.page.getByTestId('room-card').isVisible());
  expect(await ben.page.getByTestId('watch-bots').isVisible()).toBe(false);
  await ben.page.getByTestId('join-room').click();
  await ben.reaches('playing');
  for (const { page } of [ann, ben]) await page.close();
});

test('somebody alone has others to play with by one click, and makes room for a friend', async () => {
  const room = await testBed.createRoom({ mode: 'tag', seats: 2 });
  const ann = await testBed.open(room.hostLink, 'Ann');
  await ann.reaches('playing');
  const board = () => ann.page.getByTestId('match-stage').textContent();
  await until('the game waits for somebody', async () => (await board())?.includes('Waiting until 2'));
  await ann.page.getByTestId('play-with-bots').click();
  await until('the round', async () => (await board())?.includes('Round 1 of 3'));
  expect(await ann.page.getByTestId('play-with-bots').isVisible()).toBe(false);
  await ann.page.getByTestId('toggle-people').click();
  const people = () => ann.page.getByTestId('player-list').textContent();
  await until('the bot is in the list', async () => (await people())?.includes('Ada (bot)'));
  const ben = await testBed.open(room.playLink, 'Ben');
  await ben.reaches('playing');
  await until('the bot has made way', async () => {
    const names = await people();
    return names?.includes('Ben') === true && !names.includes('Ada (bot)');
  });
  await ben.page.close();
});

test('a room can be made with bots, which the host sends away', async () => {
  const ann = await testBed.open('/', 'Ann');
  await ann.page.getByTestId('room-bots').selectOption('hard');
  await ann.page.getByTestId('create-room').click();
  await ann.reaches('playing');
  await ann.page.getByTestId('toggle-people').click();
  const people = () => ann.page.getByTestId('player-list').textContent();
  await until('three bots', async () => (await people())?.includes('Curie (bot)'));
  await ann.page.getByTestId('toggle-menu').click();
  await ann.page.getByTestId('menu-bots').selectOption('');
  await ann.page.getByTestId('resume').click();
  await until('no bot', async () => !(await people())?.includes('(bot)'));
});
