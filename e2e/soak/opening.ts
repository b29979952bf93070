import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@colyseus/sdk';
import { neutralAction } from '../../shared/action.ts';
import { openTestBed, type TestBed } from '../test-bed.ts';
import { healthAtTick, type ServerHealth, serverHealth } from './server-health.ts';

/** Number of rooms that are created at once. */
const rooms = 40;
/** Least milliseconds for which the playing room is observed. */
const watched = 60_000;
/** Milliseconds between two polls of /health. */
const askEvery = 20;

export interface OpeningFigures {
  rooms: number;
  /** Three stretches: no room is created; rooms of all worlds, none of them prepared; the same again. */
  quiet: Stretch;
  cold: Stretch;
  warm: Stretch;
}

/** Measurements of a room with a player over a period of time. */
export interface Stretch {
  /** Its ticks, and those that missed their deadline. */
  ticks: number;
  missed: number;
  /** Its `deadline_attainment`. */
  attainment: number;
  /** Milliseconds of the slowest answer of /health. */
  slowest_health: number;
  /** Number of created rooms, and milliseconds until the last one was created. */
  made: number;
  made_within: number;
}

/** Measures what creating rooms costs a room with a player: {@link rooms} at once, of all worlds in turn. */
export async function measureOpening(): Promise<{ figures: OpeningFigures; errors: string[] }> {
  const most = String(3 * rooms);
  const testBed = await openTestBed(undefined, {
    options: [
      ...['--maximum-rooms', most, '--maximum-opening', most],
      // One address creates them all.
      ...['--rooms-per-address', '0', '--address-rate-scale', '0'],
    ],
  });
  const stop = new AbortController();
  try {
    const { id } = await testBed.createRoom();
    const walking = walk(testBed, id, stop.signal);
    // Graphs are warm, and effects of the start are over.
    await sleep(watched);
    const quiet = await watch(testBed, id, async () => 0);
    const cold = await watch(testBed, id, () => makeRooms(testBed));
    const warm = await watch(testBed, id, () => makeRooms(testBed));
    stop.abort();
    await walking;
    return { figures: { rooms, quiet, cold, warm }, errors: testBed.serverErrors() };
  } finally {
    stop.abort();
    await testBed.close();
  }
}

/** Observes a room while `action` runs, for at least {@link watched}. */
async function watch(testBed: TestBed, room: string, action: () => Promise<number>): Promise<Stretch> {
  const over = new AbortController();
  const asking = slowestHealth(testBed, room, over.signal);
  const before = await healthAtTick(testBed.url, room);
  const end = sleep(watched);
  const began = performance.now();
  const made = await action();
  const made_within = performance.now() - began;
  await end;
  const after = await healthAtTick(testBed.url, room);
  over.abort();
  const since = (name: keyof ServerHealth) => after[name] - before[name];
  return {
    ticks: since('ticks'),
    missed: since('missedTicks'),
    attainment: since('deadlinesMet') / since('dueTicks'),
    slowest_health: await asking,
    made,
    made_within,
  };
}

async function slowestHealth(testBed: TestBed, room: string, over: AbortSignal): Promise<number> {
  let slowest = 0;
  while (!over.aborted) {
    const began = performance.now();
    await serverHealth(testBed.url, room);
    slowest = Math.max(slowest, performance.now() - began);
    await sleep(askEvery);
  }
  return slowest;
}

/** Creates the rooms; returns their number. */
async function makeRooms(testBed: TestBed): Promise<number> {
  const worlds = testBed.manifest.seeds;
  const made = await Promise.all(
    Array.from({ length: rooms }, async (_, index) => {
      const { name } = worlds[index % worlds.length];
      const created = await fetch(new URL('/api/rooms', testBed.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ world: name, access: 'link' }),
      });
      return created.status === 201;
    }),
  );
  return made.filter(Boolean).length;
}

/** Walks and turns with one input a tick, as a page does. */
async function walk(testBed: TestBed, room: string, signal: AbortSignal): Promise<void> {
  const session = await new Client(testBed.url).joinById(room, { name: 'Ann' });
  session.reconnection.enabled = false;
  session.onMessage('*', () => {});
  for (let sequence = 1; !signal.aborted; sequence++) {
    const turn = Math.sin(sequence / 17) * 0.6;
    session.send('input', { sequence, action: { ...neutralAction, move: 1, turn } });
    await sleep(1000 / testBed.manifest.view.rate);
  }
  await session.leave();
}
