import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@colyseus/sdk';
import { z } from 'zod';
import { tokenOf } from '../../server/rooms/room.fixture.ts';
import { freePorts } from '../../server/streaming/testing/free-port.ts';
import { neutralAction } from '../../shared/action.ts';
import { createdRoomSchema } from '../../shared/messages.ts';
import { openServer, usualWorld } from '../test-bed.ts';
import { childWith, mainThreadSeconds } from './main-thread.ts';

/** Milliseconds until a load is steady. */
const settling = 4_000;
/** Milliseconds until the governor has measured. */
const warming = 12_000;
/** Spectators of one process. */
const crowdSize = 250;

/** What so many spectators of one room cost a server whose one player walks about. */
export interface SpectatorLoad {
  spectators: number;
  /** Cores of the server's main thread, which ticks rooms and talks to pages; views are drawn by others. */
  server: number;
  /** Views drawn a second: spectators have none drawn. */
  views: number;
  /** Share of ticks that delivered every view in time. */
  deadlines: number;
  /** 99 of 100 delays of the event loop are shorter, milliseconds. */
  delay: number;
  /** Frame marks a second that each spectator got, and how old they were, milliseconds. */
  marks: number;
  age: number;
}

/** Measures a real server with spectators who get states and frame marks as pages do, and whose video goes nowhere. */
export async function measureSpectators(
  counts: readonly number[],
  seconds: number,
  say: (line: string) => void,
): Promise<SpectatorLoad[]> {
  const [metrics, media] = [await freePorts(), await freePorts()];
  const most = String(Math.max(...counts) + 8);
  const options = [
    ...['--metrics-address', `127.0.0.1:${metrics}`, '--media-port', String(media)],
    ...['--maximum-spectators', most, '--maximum-connections-per-address', '0', '--address-rate-scale', '0'],
  ];
  const server = await openServer(undefined, { options });
  const crowds: ChildProcess[] = [];
  const stop = new AbortController();
  try {
    const answer = await fetch(new URL('/api/rooms', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ world: usualWorld, access: 'public' }),
    });
    const room = createdRoomSchema.parse(await answer.json());
    const player = await new Client(server.url).joinById(room.id, { name: 'Ann' });
    player.onMessage('*', () => {});
    void walk((sequence, action) => player.send('input', { sequence, action }), stop.signal);
    const loads: SpectatorLoad[] = [];
    let present = 0;
    const program = (await childWith('server/main.ts')) ?? 0;
    // What drawing costs is measured, and sizes are chosen by it.
    await sleep(warming);
    for (const spectators of counts) {
      while (present < spectators) {
        const count = Math.min(crowdSize, spectators - present);
        const given = [server.url, room.id, tokenOf(room.watchLink), player.sessionId, String(count)];
        const crowd = fork(join(import.meta.dirname, 'crowd.ts'), given);
        crowds.push(crowd);
        await once(crowd, 'message');
        present += count;
      }
      await sleep(settling);
      await Promise.all(crowds.map(heardBy));
      const before = await figures(metrics, program);
      await sleep(seconds * 1000);
      const [after, heard] = [await figures(metrics, program), await Promise.all(crowds.map(heardBy))];
      const elapsed = (after.at - before.at) / 1000;
      const per = (name: string) => (after.of(name) - before.of(name)) / elapsed;
      const frames = heard.reduce((sum, each) => sum + each.frames, 0);
      const load = {
        spectators,
        server: (after.main - before.main) / elapsed,
        views: per('worldroom_views_total'),
        deadlines: per('worldroom_deadlines_met_total') / per('worldroom_due_ticks_total'),
        delay: 1000 * after.of('nodejs_eventloop_lag_p99_seconds'),
        marks: spectators === 0 ? 0 : frames / elapsed / spectators,
        age: heard.reduce((sum, each) => sum + each.late, 0) / Math.max(1, heard.length),
      };
      say(describeSpectators(load));
      loads.push(load);
    }
    return loads;
  } finally {
    stop.abort();
    for (const crowd of crowds) crowd.disconnect();
    await server.close();
  }
}

export function describeSpectators(load: SpectatorLoad): string {
  const { spectators, server, views, deadlines, delay, marks, age } = load;
  return [
    `${spectators} spectators: ${server.toFixed(2)} cores of the main thread`,
    `${views.toFixed(1)} views drawn a second`,
    `${(100 * deadlines).toFixed(1)} % of deadlines met`,
    `event loop late by at most ${delay.toFixed(0)} ms (99 %)`,
    `${marks.toFixed(1)} frame marks a second each, ${age.toFixed(0)} ms old`,
  ].join(', ');
}

async function walk(send: (sequence: number, action: object) => void, signal: AbortSignal): Promise<void> {
  for (let sequence = 1; !signal.aborted; sequence++) {
    send(sequence, { ...neutralAction, move: 1, turn: Math.sin(sequence / 17) * 0.6 });
    await sleep(1000 / 12);
  }
}

const heardSchema = z.object({ frames: z.number(), late: z.number() });

/** What a crowd got since it was asked last. */
async function heardBy(crowd: ChildProcess): Promise<z.infer<typeof heardSchema>> {
  const answered = once(crowd, 'message');
  crowd.send('heard');
  const [heard] = await answered;
  return heardSchema.parse(heard);
}

async function figures(port: number, program: number) {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const of = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return { at: performance.now(), main: await mainThreadSeconds(program), of };
}
