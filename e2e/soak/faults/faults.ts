import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchBrowser } from '../../open-page.ts';
import { quantile } from '../figures.ts';
import { play } from '../playing.ts';
import { FaultRoom } from './fault-room.ts';
import { FaultRun, type Killed } from './fault-run.ts';
import { FaultServer } from './fault-server.ts';
import { type GapFigures, gapFigures } from './frame-times.ts';
import { ImpairedNetwork } from './impaired-network.ts';
import { threads } from './server-threads.ts';
import { SmallDisk } from './small-disk.ts';

const root = resolve(import.meta.dirname, '../../..');
const pack = resolve(root, process.env.WORLDROOM_PACK ?? 'models/arena');
/** Megabytes of the disk that holds rooms. */
const diskMegabytes = 256;
/** Milliseconds of play before anything is measured, and without a fault. */
const warmUp = 10_000;
const calmFor = 10_000;

/** What the soak breaks: each part that is killed, the network and the disk. */
export const faults = [...threads, 'media', 'server', 'loss', 'disk'] as const;
export type Fault = (typeof faults)[number];

export interface FaultFigures {
  rounds: number;
  /** Milliseconds between two pictures without a fault. */
  calm: GapFigures;
  /** By what was killed: milliseconds for which a page had no picture. */
  away: Partial<Record<Killed, { p50: number; most: number; count: number }>>;
  /** Seconds from the start of a killed server until it answers, at most. */
  start_most: number;
  /** Seconds of play that the kills of the server took. */
  lost_mean: number;
  lost_most: number;
  /** Replays of the log that ended in another state or memory than the room opens with, of so many. */
  other_states: number;
  other_memories: number;
  checks: number;
  /** Milliseconds between two pictures while packets are lost and late, and in the seconds after. */
  lossy?: GapFigures;
  after_loss?: GapFigures;
  /** Milliseconds between two pictures while the disk is full, and whether the host read of that and of its end. */
  full_disk?: GapFigures;
  host_told?: boolean;
}

/**
 * Breaks one part after the other of a real server in which two play in real pages, with a disk and a network that break,
 * too: kills its threads, its media worker and itself, loses packets, fills the disk.
 *
 * @param chosen The faults to make; those of the network and of the disk are made once.
 */
export async function measureFaults(
  rounds: number,
  chosen: readonly Fault[] = faults,
  say: (line: string) => void = () => {},
  random: () => number = Math.random,
): Promise<{ figures: FaultFigures; errors: string[] }> {
  const opened: (() => Promise<void>)[] = [];
  try {
    const copies = await mkdtemp(join(tmpdir(), 'faults-'));
    opened.push(() => rm(copies, { recursive: true, force: true }));
    const disk = await SmallDisk.open(diskMegabytes);
    opened.push(() => disk.close());
    const cable = await ImpairedNetwork.open();
    opened.push(() => cable.close());
    const server = await FaultServer.open([
      ...['--host', '0.0.0.0', '--pack', pack, '--provider', 'cpu', '--workers', '1', '--media-workers', '1'],
      ...['--data-folder', disk.folder, '--least-views-per-second', '0', '--reconnect-seconds', '90'],
    ]);
    opened.push(() => server.kill());
    const browser = await launchBrowser(await cable.chromium());
    opened.push(() => browser.close());
    const urls = ['127.0.0.1', cable.outside].map((host) => `http://${host}:${server.port}/`);
    const room = await FaultRoom.open(urls[0], urls[1], browser);
    const stop = new AbortController();
    opened.push(async () => stop.abort());
    const playing = Promise.all(room.visitors.map((visitor) => play(visitor, stop.signal)));
    playing.catch(() => {});
    const run = new FaultRun({ room, server, data: disk.folder, copies, pack, say, random });

    await sleep(warmUp);
    const from = Date.now();
    await sleep(calmFor);
    const calm = gapFigures(await room.gaps(from, Date.now()));
    say(`calm: a picture every ${calm.p50.toFixed(0)} ms, ${calm.p95.toFixed(0)} ms at p95`);
    for (let round = 0; round < rounds; round++) {
      const order = [...threads, 'media' as const].filter((what) => chosen.includes(what));
      order.sort(() => random() - 0.5);
      for (const what of order) await run.kill(what);
      if (chosen.includes('server')) await run.kill('server');
    }
    const lossy = chosen.includes('loss') ? await run.lose(cable) : {};
    const full = chosen.includes('disk') ? await run.fill(disk) : {};
    if (chosen.includes('server')) await run.kill('server');
    stop.abort();
    await room.close();
    await server.kill();
    const checked = await run.check();
    const away: FaultFigures['away'] = {};
    for (const [what, gaps] of run.away) {
      away[what] = { p50: quantile(gaps, 0.5), most: Math.max(...gaps), count: gaps.length };
    }
    return { figures: { rounds, calm, away, ...checked, ...lossy, ...full }, errors: run.errors };
  } finally {
    for (let last = opened.pop(); last !== undefined; last = opened.pop()) await last();
  }
}
