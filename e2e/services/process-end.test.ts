import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createdRoomSchema } from '../../shared/messages.ts';
import { launchBrowser, openPage } from '../open-page.ts';
import { until } from '../until.ts';
import type { Visitor } from '../visitor.ts';
import { type GroupProcess, ProcessGroup } from './process-group.ts';

/** Ticks a second of the pack of these tests. */
const rate = 12;

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

interface Player {
  room: string;
  page: Visitor;
}

/** Two rooms of one process, and a page in each. */
async function play(group: ProcessGroup): Promise<{ owner: GroupProcess; players: Player[] }> {
  const [owner] = group.processes;
  const players: Player[] = [];
  for (const name of ['Ann', 'Ben', 'Cem', 'Dora', 'Eve', 'Finn']) {
    const answer = await fetch(new URL('/api/rooms', group.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: `Room of ${name}`, access: 'public', seats: 2 }),
    });
    const { id, playLink } = createdRoomSchema.parse(await answer.json());
    const isOwn = owner.server.lines.some((line) => line.includes('room opened') && line.includes(id));
    if (!isOwn) continue;
    const page = await openPage(browser, new URL(playLink, group.url), { name, device: { recorded: true } });
    players.push({ room: id, page });
  }
  expect(players).toHaveLength(2);
  for (const { page } of players) await page.reaches('playing');
  return { owner, players };
}

/** Walks until the body stands where none begins, and returns its place. */
async function walk({ page }: Player) {
  const start = await page.standsStill();
  await page.hold('KeyW', 'walks', (now) => Math.hypot(now.x - start.x, now.z - start.z) > 0.5);
  return page.standsStill();
}

const seconds = (from: number) => ((performance.now() - from) / 1000).toFixed(1);

describe.each([
  ['killed', 'SIGKILL'],
  ['told to end', 'SIGTERM'],
] as const)('a process with two rooms and a page in each that is %s', (what, signal) => {
  let group: ProcessGroup;

  beforeAll(async () => {
    group = await ProcessGroup.start();
  });
  afterAll(() => group?.close());

  test('is followed by others, in which both play on in the same bodies', async () => {
    const { owner, players } = await play(group);
    const places = await Promise.all(players.map(walk));
    await until('commits of both', async () => {
      const [{ count }] = await group.query(
        'SELECT count(DISTINCT room)::int AS count FROM worldroom.commits',
      );
      return Number(count) >= 2;
    });
    const states = await Promise.all(players.map(({ page }) => page.state()));
    const began = performance.now();
    const ended = owner.server.end(signal);
    await Promise.all(
      players.map(async ({ room, page }, i) => {
        await page.reaches('reconnecting');
        const newest = Math.max(states[i].tick, ...(await page.ticks()));
        await page.reaches('playing');
        console.info(`${what}: ${page.name} played on after ${seconds(began)} s`);
        const opened = group.lines.findLast((line) => line.includes('room opened') && line.includes(room));
        const from = Number(/"tick":(\d+)/.exec(opened ?? '')?.[1]);
        console.info(`${what}: ${((newest - from) / rate).toFixed(2)} s of play were lost`);
        expect(from).toBeGreaterThan(0);
        const now = await page.player();
        expect(Math.hypot(now.x - places[i].x, now.z - places[i].z)).toBeLessThan(0.1);
        expect(Object.keys((await page.state()).players)).toHaveLength(1);
        await page.decodes(5);
      }),
    );
    await ended;
    const last = await Promise.all(players.map(({ page }) => page.state()));
    for (const [i, { tick }] of last.entries()) expect(tick).toBeGreaterThan(states[i].tick - rate);
  });
});
