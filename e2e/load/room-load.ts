import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tokenOf } from '../../server/rooms/room.fixture.ts';
import { freePorts } from '../../server/streaming/testing/free-port.ts';
import { createdRoomSchema } from '../../shared/messages.ts';
import { openServer, usualWorld } from '../test-bed.ts';
import type { CrowdRoom } from './crowd-rooms.ts';
import { childWith } from './main-thread.ts';
import { type Received, receivedSchema } from './rtp-meter.ts';
import { serverFigures } from './server-figures.ts';

/** A load: so many rooms, each with so many players and spectators. */
export interface LoadPoint {
  rooms: number;
  players: number;
  spectators: number;
}

/** What a server needs for a load. Cores are seconds of CPU a second. */
export interface MeasuredLoad extends LoadPoint {
  /** Of the main thread; of the process's other threads, which draw and encode; and of media workers. */
  main: number;
  threads: number;
  media: number;
  /** Megabytes of memory of all of it, at the end. */
  memory: number;
  /** Megabytes a second of video to all. */
  network: number;
  /** Views drawn a second. */
  views: number;
  /** Share of ticks that delivered every view in time. */
  deadlines: number;
  /** Receivers that got pictures, pictures a second that each of them got, and share of packets that were lost. */
  receivers: number;
  pictures: number;
  lost: number;
}

export interface RoomLoadOptions {
  /** Seconds for which a load is measured. */
  seconds: number;
  /** Milliseconds from when all have come. The governor measures first what views cost. */
  settling: number;
}

/** Members of one process. */
const crowdSize = 250;

/**
 * Measures a real server, started anew, with rooms of players who walk about and spectators. Pictures have the view's own
 * size: larger ones are drawn where time is left, which would make a load that is small look large.
 */
export async function measureRooms(point: LoadPoint, options: RoomLoadOptions): Promise<MeasuredLoad> {
  const metrics = await freePorts();
  const server = await openServer(
    (manifest) => {
      delete manifest.view.sizes;
    },
    {
      program: join(import.meta.dirname, 'load-server.ts'),
      options: [
        ...['--metrics-address', `127.0.0.1:${metrics}`],
        ...['--maximum-rooms', String(point.rooms + 1), '--rooms-per-address', '0'],
        ...['--maximum-spectators', String(point.spectators + 1), '--idle-seat-seconds', '0'],
        ...['--maximum-connections-per-address', '0', '--address-rate-scale', '0'],
      ],
    },
  );
  const crowds: ChildProcess[] = [];
  try {
    const program = await childWith('load-server.ts');
    if (program === undefined) throw new Error('the server is not among the processes that ps shows');
    const rooms: CrowdRoom[] = [];
    for (let made = 0; made < point.rooms; made++) rooms.push(await openRoom(server.url, point));
    for (const part of inParts(rooms)) crowds.push(await startCrowd(server.url, part));
    await sleep(options.settling);
    await Promise.all(crowds.map(receivedBy));
    const before = await serverFigures(metrics, program);
    await sleep(1000 * options.seconds);
    const after = await serverFigures(metrics, program);
    const received = await Promise.all(crowds.map(receivedBy));
    const elapsed = after.at - before.at;
    const per = (name: keyof typeof after) => (after[name] - before[name]) / elapsed;
    const sum = (name: keyof Received) => received.reduce((all, each) => all + each[name], 0);
    const due = after.dueTicks - before.dueTicks;
    return {
      ...point,
      main: per('main'),
      threads: per('threads'),
      media: per('media'),
      memory: after.resident / 1e6,
      network: sum('bytes') / elapsed / 1e6,
      views: per('views'),
      deadlines: due === 0 ? 1 : (after.deadlinesMet - before.deadlinesMet) / due,
      receivers: sum('streams'),
      pictures: sum('frames') / elapsed / Math.max(1, sum('streams')),
      lost: sum('lost') / Math.max(1, sum('lost') + sum('packets')),
    };
  } finally {
    for (const crowd of crowds) crowd.disconnect();
    await server.close();
  }
}

export function describeRooms(load: MeasuredLoad): string {
  const { rooms, players, spectators, main, threads, media, memory, network } = load;
  return [
    `${rooms} rooms of ${players} players and ${spectators} spectators: cores ${main.toFixed(3)} main thread`,
    `${threads.toFixed(3)} drawing and encoding`,
    `${media.toFixed(3)} media workers`,
    `${memory.toFixed(0)} MB, ${network.toFixed(2)} MB/s`,
    `${load.views.toFixed(1)} views a second, ${(100 * load.deadlines).toFixed(1)} % of deadlines met`,
    `${load.receivers} receivers with ${load.pictures.toFixed(1)} pictures a second, ${(100 * load.lost).toFixed(2)} % lost`,
  ].join(', ');
}

async function openRoom(url: string, { players, spectators }: LoadPoint): Promise<CrowdRoom> {
  const answer = await fetch(new URL('/api/rooms', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ world: usualWorld, seats: Math.max(1, players) }),
  });
  const { id, playLink, watchLink } = createdRoomSchema.parse(await answer.json());
  return { id, token: { player: tokenOf(playLink), spectator: tokenOf(watchLink) }, players, spectators };
}

/** Rooms in groups that a process of members can have. */
function inParts(rooms: readonly CrowdRoom[]): CrowdRoom[][] {
  const parts: CrowdRoom[][] = [];
  let members = Number.POSITIVE_INFINITY;
  for (const room of rooms) {
    const own = room.players + room.spectators;
    if (members + own > crowdSize) {
      parts.push([]);
      members = 0;
    }
    parts[parts.length - 1].push(room);
    members += own;
  }
  return parts;
}

async function startCrowd(url: string, rooms: readonly CrowdRoom[]): Promise<ChildProcess> {
  const given = JSON.stringify({ url, rooms });
  const crowd = fork(join(import.meta.dirname, 'members.ts'), [given]);
  const ended = once(crowd, 'exit').then(([code]) => {
    throw new Error(`members ended with code ${code}`);
  });
  await Promise.race([once(crowd, 'message'), ended]);
  ended.catch(() => {});
  return crowd;
}

/** What a crowd received since it was asked last. */
async function receivedBy(crowd: ChildProcess): Promise<Received> {
  const answered = once(crowd, 'message');
  crowd.send('read');
  const [received] = await answered;
  return receivedSchema.parse(received);
}
