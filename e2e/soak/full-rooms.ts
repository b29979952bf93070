import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Room } from '@colyseus/sdk';
import { neutralAction } from '../../shared/action.ts';
import { createdRoomSchema } from '../../shared/messages.ts';
import { openServer, usualWorld } from '../test-bed.ts';
import { slope } from './figures.ts';
import { serverHealth } from './server-health.ts';

const rooms = 4;
const seats = 8;
/** Milliseconds of a figure. */
const minute = 60_000;

export interface FullRoomFigures {
  rooms: number;
  players: number;
  /** At the end of each minute. */
  resident_megabytes: number[];
  keyframes: number[];
  /** Least squares over the last half of the minutes. */
  megabytes_a_minute: number;
}

/** Fills every seat of four rooms, whose players walk and turn, and reads the memory of the server. All views are drawn. */
export async function measureFullRooms(
  minutes: number,
  say: (line: string) => void = () => {},
): Promise<{ figures: FullRoomFigures; errors: string[] }> {
  const unlimited = [
    '--rooms-per-address',
    '0',
    '--maximum-connections-per-address',
    '0',
    '--address-rate-scale',
    '0',
  ];
  const server = await openServer(undefined, { options: unlimited });
  const stop = new AbortController();
  try {
    const { rate } = server.manifest.view;
    const ids = await Promise.all(Array.from({ length: rooms }, () => createRoom(server.url)));
    const walks: Promise<void>[] = [];
    for (const id of ids) {
      for (let seat = 0; seat < seats; seat++) {
        const session = await join(server.url, id, `Player ${seat}`);
        walks.push(walk(session, walks.length, rate, stop.signal));
      }
    }
    const resident: number[] = [];
    const keyframes: number[] = [];
    for (let passed = 1; passed <= minutes; passed++) {
      await sleep(minute);
      const health = await Promise.all(ids.map((id) => serverHealth(server.url, id)));
      resident.push(health[0].residentBytes / 1e6);
      keyframes.push(health.reduce((sum, room) => sum + room.keyframes, 0));
      say(`minute ${passed}: ${resident.at(-1)?.toFixed(0)} MB resident, ${keyframes.at(-1)} keyframes`);
    }
    stop.abort();
    await Promise.all(walks);
    const half = resident.slice(Math.floor(resident.length / 2));
    const figures = {
      ...{ rooms, players: walks.length, resident_megabytes: resident, keyframes },
      megabytes_a_minute: slope(half),
    };
    return { figures, errors: server.log.filter((line) => /"level":[56]0/.test(line)) };
  } finally {
    stop.abort();
    await server.close();
  }
}

async function createRoom(url: string): Promise<string> {
  const answer = await fetch(new URL('/api/rooms', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Full', access: 'public', world: usualWorld, seats }),
  });
  return createdRoomSchema.parse(await answer.json()).id;
}

async function join(url: string, id: string, name: string): Promise<Room> {
  const session = await new Client(url).joinById(id, { name });
  session.reconnection.enabled = false;
  session.onMessage('*', () => {});
  return session;
}

/** Walks and turns with one input a tick, as a page does. */
async function walk(session: Room, index: number, rate: number, signal: AbortSignal): Promise<void> {
  for (let sequence = 1; !signal.aborted; sequence++) {
    const turn = 0.6 * Math.sin(sequence / 17 + index);
    session.send('input', { sequence, action: { ...neutralAction, move: 1, turn } });
    await sleep(1000 / rate);
  }
  await session.leave();
}
