import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@colyseus/sdk';
import { z } from 'zod';
import { createdRoomSchema } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { PostgresServer } from '../services/postgres-server.ts';
import { S3Server, s3Keys } from '../services/s3-server.ts';
import { SharedServer } from '../services/shared-server.ts';

/** Rooms that are open at the same time, and milliseconds of play in each, so that some commits are made. */
const atOnce = 4;
const play = 1_500;
/** Code with which Colyseus closes the connection of somebody who leaves. */
const consented = 4000;
/** Milliseconds for a room to be saved and closed. */
const patience = 120_000;
/** After so many rooms nothing is loaded, compiled or cached for the first time. */
const warm = 20;

const healthSchema = z.object({ residentBytes: z.number(), rooms: z.array(z.unknown()) });

export interface TurnoverFigures {
  /** Where rooms are kept: a folder, or PostgreSQL and S3. */
  stores: 'folder' | 'shared';
  rooms: number;
  /** Resident bytes of the server, with all rooms closed: after 20 rooms, and after all. */
  warm_bytes: number;
  end_bytes: number;
}

/** Opens rooms, plays in each, and has the server save and close it; opens it again, and closes it again. */
export async function measureTurnover(
  rooms: number,
  stores: 'folder' | 'shared',
  say: (line: string) => void = () => {},
): Promise<{ figures: TurnoverFigures; errors: string[] }> {
  const place = stores === 'folder' ? await openFolder() : await openShared();
  const errors: string[] = [];
  try {
    const short = ['--idle-room-seconds', '5', '--reconnect-seconds', '0', '--saved-rooms', '100000'];
    const given = [...place.options, ...short, '--rooms-per-address', '0', '--log-level', 'error'];
    const server = await SharedServer.start(given, place.environment);
    const figures = { stores, rooms, warm_bytes: 0, end_bytes: 0 };
    try {
      for (let done = 0; done < rooms; done += atOnce) {
        const turns = Array.from({ length: Math.min(atOnce, rooms - done) }, () => turnOver(server.url));
        for (const turn of await Promise.allSettled(turns)) {
          if (turn.status === 'rejected') errors.push(String(turn.reason));
        }
        const { residentBytes } = await closed(server.url);
        if (done < warm) figures.warm_bytes = residentBytes;
        figures.end_bytes = residentBytes;
        say(`${done + turns.length} rooms: ${Math.round(residentBytes / 1e6)} MB`);
      }
      errors.push(...server.lines.filter((line) => /error|fatal/i.test(line)));
    } finally {
      await server.end();
    }
    return { figures, errors };
  } finally {
    await place.close();
  }
}

async function openFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'turnover-'));
  return {
    options: ['--data-folder', folder],
    environment: {},
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function openShared() {
  const [postgres, s3] = await Promise.all([PostgresServer.start(), S3Server.start()]);
  const { bucket, prefix } = await s3.bucket();
  const stores = ['--room-store', await postgres.database(), '--blob-store', `s3://${bucket}/${prefix}`];
  return {
    options: [...stores, '--s3-endpoint', s3.endpoint],
    environment: { ...s3Keys, WORLDROOM_SECRET: 'a secret of this measurement' },
    close: async () => {
      await Promise.all([postgres.close(), s3.close()]);
    },
  };
}

async function turnOver(url: string): Promise<void> {
  const answer = await fetch(new URL('/api/rooms', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Turnover', access: 'public', seats: 4 }),
  });
  const { id } = createdRoomSchema.parse(await answer.json());
  for (const name of ['Ann', 'Bob']) {
    const session = await new Client(url).joinById<RoomState>(id, { name });
    session.reconnection.enabled = false;
    session.onMessage('*', () => {});
    const left = new Promise<number>((resolve) => session.onLeave(resolve));
    await sleep(play);
    void session.leave(true);
    const code = await left;
    if (code !== consented) throw new Error(`${name} was put out of a room with ${code}.`);
    await closed(url, id);
  }
}

/** Resolves when a room, or every room, is saved and closed. */
async function closed(url: string, id?: string): Promise<z.output<typeof healthSchema>> {
  for (const end = performance.now() + patience; performance.now() < end; await sleep(200)) {
    const health = healthSchema.parse(await (await fetch(new URL('/health', url))).json());
    const open = health.rooms.filter(
      (room) => id === undefined || z.object({ id: z.literal(id) }).safeParse(room).success,
    );
    if (open.length === 0) return health;
  }
  throw new Error(`A room was not closed within ${patience / 1000} s.`);
}
